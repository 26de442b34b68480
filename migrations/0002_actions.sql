-- Up Migration

create table pending_autonomous_actions (
  id uuid primary key default gen_random_uuid(),
  workspace_id text not null references workspaces,
  user_id text not null references users,
  trigger_type text not null,
  trigger_alert_id uuid,
  action_type text not null
    check (action_type in ('send_email', 'draft_email', 'create_followup_task', 'log_touch', 'notify_rep')),
  action_params jsonb not null,
  original_params jsonb not null,
  context_summary text not null,
  company_id text,
  deal_id text,
  -- Company, deal and contact as they were: ids, names, amounts, links into the CRM.
  subject jsonb not null default '{}',
  crm text not null default 'built-in',
  urgency text not null default 'normal' check (urgency in ('low', 'normal', 'high')),
  status text not null default 'pending'
    check (status in ('pending', 'approved', 'executed', 'cancelled', 'expired', 'failed')),
  version integer not null default 1,
  -- How many changes were accepted that left it pending.
  changes integer not null default 0,
  auto_execute_at timestamptz,
  expires_at timestamptz not null,
  snoozed_until timestamptz,
  -- An approval whose undo window is still open: see ScheduledApproval in src/domain/decide.ts.
  scheduled_approval jsonb,
  -- Set by the claim where no decision came before it: from then until the outcome the execution is under way.
  executing_at timestamptz,
  executed_at timestamptz,
  decided_by text,
  decision text,
  decision_channel text,
  decided_at timestamptz,
  cancel_reason text check (char_length(cancel_reason) <= 500),
  result jsonb,
  failure jsonb,
  -- Who took care of a failed action, by a retry or by saying so: until then screens keep it in sight. A confirmed one is
  -- executed, and needs neither.
  failure_handled_at timestamptz,
  failure_handled_by text,
  retry_of uuid references pending_autonomous_actions,
  dedup_key text,
  -- The n of this situation's n-th action, part of its workflow ID.
  occurrence integer not null,
  workflow_id text not null unique check (octet_length(workflow_id) <= 255),
  -- The row decides; its workflow is told. What it is still to be told of stands here, so that a crash between the decision's
  -- commit and the signal loses nothing: null where it knows all. See Told in src/store/database/schema.ts: `{}` to be
  -- started, else the signal of the last decision.
  tell jsonb default '{}',
  -- Raised by each decision: whoever has told of an earlier one must not strike out a later one.
  tell_seq integer not null default 0,
  tell_attempts integer not null default 0,
  -- Whoever inserts the row starts its workflow at once; the relay waits this long before it steps in.
  tell_at timestamptz not null default now() + interval '2 seconds',
  tell_error text,
  -- Null until its workflow is known to have been started.
  workflow_started_at timestamptz,
  -- When the sweep last saw the workflow alive.
  workflow_checked_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- What the queue is ordered by: the most urgent first, then whichever would act or expire the soonest.
  urgency_rank smallint not null
    generated always as (case urgency when 'high' then 0 when 'normal' then 1 else 2 end) stored,
  act_by timestamptz not null generated always as (least(auto_execute_at, expires_at)) stored,
  -- What it can be ordered by as well, within one currency: both or neither.
  deal_amount_minor numeric generated always as (
    case when subject #>> '{deal,currency}' is not null then (subject #>> '{deal,amountMinor}')::numeric end) stored,
  deal_currency text generated always as (
    case when subject #>> '{deal,amountMinor}' is not null then subject #>> '{deal,currency}' end) stored,
  -- What a search looks into. Taken out of the parameters for each row of a search, it took most of the time.
  search_text text not null generated always as (lower(context_summary
    || ' ' || coalesce(action_params ->> 'companyName', '') || ' ' || coalesce(action_params ->> 'contactName', '')
    || ' ' || coalesce(action_params ->> 'contactEmail', '') || ' ' || coalesce(action_params ->> 'subject', '')
    || ' ' || coalesce(subject #>> '{company,name}', '') || ' ' || coalesce(subject #>> '{deal,name}', '')
    || ' ' || coalesce(subject #>> '{contact,name}', ''))) stored,
  check (auto_execute_at < expires_at),
  constraint only_what_is_pending_is_scheduled
    check (scheduled_approval is null or (status = 'pending' and executing_at is null)),
  constraint only_failures_are_handled check (failure_handled_at is null or status in ('failed', 'executed'))
);

-- The rule of deduplication: one pending action for a user and key, whatever the interleaving.
create unique index one_pending_per_key on pending_autonomous_actions (user_id, dedup_key)
  where status = 'pending' and dedup_key is not null;
create unique index actions_occurrence on pending_autonomous_actions (user_id, dedup_key, occurrence);
-- Each change of an action writes anew into every index that holds it: none holds what nobody looks for in it.
create unique index actions_retry on pending_autonomous_actions (retry_of) where retry_of is not null;

-- The queue's orders, for one's own and for those who see more.
create index actions_queue on pending_autonomous_actions (user_id, urgency_rank, act_by, id) where status = 'pending';
create index actions_workspace_queue on pending_autonomous_actions (workspace_id, urgency_rank, act_by, id)
  where status = 'pending';
create index actions_value on pending_autonomous_actions (user_id, deal_currency, deal_amount_minor desc, id)
  where status = 'pending' and deal_currency is not null;
create index actions_workspace_value on pending_autonomous_actions
  (workspace_id, deal_currency, deal_amount_minor desc, id) where status = 'pending' and deal_currency is not null;
create index actions_newest on pending_autonomous_actions (user_id, created_at desc, id desc);
create index actions_workspace_newest on pending_autonomous_actions (workspace_id, created_at desc, id desc);
-- All that is counted, so that no row has to be read: a few MB, as its entries are mostly equal.
create index actions_counts on pending_autonomous_actions
  (workspace_id, user_id, status, action_type, trigger_type, urgency, deal_currency, snoozed_until);
create index actions_failures on pending_autonomous_actions (workspace_id, user_id, created_at desc, id desc)
  where status = 'failed' and failure_handled_at is null;

-- Of one subject: what else there is on the deal, and all that is about a person.
create index actions_deal on pending_autonomous_actions (workspace_id, deal_id, created_at desc) where deal_id is not null;
create index actions_company on pending_autonomous_actions (workspace_id, company_id, created_at desc)
  where company_id is not null;
create index actions_contact on pending_autonomous_actions (workspace_id, (subject #>> '{contact,id}'))
  where subject #>> '{contact,id}' is not null;

-- What the relay and its sweep look for: what is to be told, and what should have happened by now.
create index actions_untold on pending_autonomous_actions (tell_at) where tell is not null;
create index actions_due on pending_autonomous_actions (act_by) where status = 'pending' and executing_at is null;
create index actions_under_way on pending_autonomous_actions (workflow_checked_at)
  where status = 'approved' or (status = 'pending' and (executing_at is not null or scheduled_approval is not null));

create table realtime_alerts (
  id uuid primary key default gen_random_uuid(),
  workspace_id text not null references workspaces,
  user_id text not null references users,
  trigger_type text not null,
  title text not null,
  summary text not null,
  severity text not null check (severity in ('info', 'warning', 'critical')),
  company_id text,
  deal_id text,
  subject jsonb not null default '{}',
  payload jsonb not null default '{}',
  -- The action that this alert made or, as a duplicate, joined.
  action_id uuid references pending_autonomous_actions,
  created_at timestamptz not null default now(),
  read_at timestamptz
);
alter table pending_autonomous_actions
  add foreign key (trigger_alert_id) references realtime_alerts deferrable initially deferred;
create index alerts_newest on realtime_alerts (user_id, created_at desc, id desc);
create index alerts_action on realtime_alerts (action_id);
-- What else has happened on a deal, for whoever decides on one of its actions.
create index alerts_deal on realtime_alerts (workspace_id, deal_id, created_at desc) where deal_id is not null;
create index alerts_contact on realtime_alerts (workspace_id, (subject #>> '{contact,id}'));

create table trigger_log (
  id bigint primary key generated always as identity,
  workspace_id text not null references workspaces,
  user_id text references users,
  -- Null where it came too late for anybody to know which it would have been.
  trigger_type text,
  -- `stale`: a newer state was known already; `deleted`: what it was about is gone from the CRM; `too_many_open`: its user
  -- has so many pending actions that none is added.
  outcome text not null check (outcome in
    ('created', 'duplicate', 'below_threshold', 'no_owner', 'switched_off', 'bulk', 'stale', 'deleted', 'too_many_open')),
  dedup_key text,
  action_id uuid references pending_autonomous_actions,
  alert_id uuid references realtime_alerts,
  payload jsonb not null default '{}',
  -- The request that it came in by, where that named itself (Idempotency-Key): written with what it made, so that a
  -- repetition after a crash between commit and answer finds it.
  request_key text,
  occurred_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create index trigger_log_newest on trigger_log (workspace_id, id desc);
create index trigger_log_action on trigger_log (action_id);
create unique index trigger_log_request on trigger_log (request_key) where request_key is not null;

-- Who did what, by which channel, when, and what changed. Written with the change, never altered.
create table action_audit (
  id bigint primary key generated always as identity,
  workspace_id text not null references workspaces,
  action_id uuid not null references pending_autonomous_actions,
  -- The decision's id; at most one entry for each, so that recording twice changes nothing.
  command_id text not null,
  command text not null,
  accepted boolean not null default true,
  by text,
  channel text not null,
  -- What the user proved himself with, by its id: see Credential in src/domain/actor.ts. Null where nobody did.
  credential jsonb,
  at timestamptz not null,
  from_status text,
  to_status text,
  version integer not null,
  changes jsonb,
  message text,
  recorded_at timestamptz not null default now(),
  unique (action_id, command_id)
);

-- The one thing that may be taken out of the trail: what a person who is to be forgotten wrote or was called. Who decided
-- what and when stays. Only erase_from_audit can, for it alone has the right to update; others call it.
create function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_table_name = 'action_audit' and current_setting('signoff.erasing', true) = 'on'
    and to_jsonb(new) - '{changes,message}'::text[] = to_jsonb(old) - '{changes,message}'::text[] then
    return new;
  end if;
  raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger audit_is_append_only before update or delete on action_audit
  for each row execute function refuse_change();
-- Truncating asks no row: the trigger above does not see it.
create trigger audit_is_not_truncated before truncate on action_audit
  for each statement execute function refuse_change();

-- Runs with its owner's rights, so what it names must be ours: a temporary table of the caller's would come first where
-- pg_temp is not named (postgresql.org/docs/current/sql-createfunction.html, "Writing SECURITY DEFINER Functions Safely").
create function erase_from_audit(action_ids uuid[]) returns void language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform set_config('signoff.erasing', 'on', true);
  update action_audit set message = case when message is null then null else 'erased' end,
    changes = case when changes is null then null else
      (select coalesce(jsonb_object_agg(key, to_jsonb('erased'::text)), '{}') from jsonb_object_keys(changes) as key) end
  where action_id = any(action_ids) and command in ('edit', 'approve', 'schedule', 'cancel');
  perform set_config('signoff.erasing', 'off', true);
end $$;
revoke execute on function erase_from_audit(uuid[]) from public;

-- Down Migration

drop function erase_from_audit;
alter table pending_autonomous_actions drop constraint pending_autonomous_actions_trigger_alert_id_fkey;
drop table action_audit, trigger_log, realtime_alerts, pending_autonomous_actions;
drop function refuse_change;
