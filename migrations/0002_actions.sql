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
  auto_execute_at timestamptz,
  expires_at timestamptz not null,
  snoozed_until timestamptz,
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
  retry_of uuid references pending_autonomous_actions,
  dedup_key text,
  -- The n of this situation's n-th action, part of its workflow ID.
  occurrence integer not null,
  workflow_id text not null unique check (octet_length(workflow_id) <= 255),
  -- The row is its own outbox: null until its workflow is known to have been started.
  workflow_started_at timestamptz,
  start_attempts integer not null default 0,
  -- Whoever inserts the row starts its workflow at once; the relay waits this long before it steps in.
  next_start_at timestamptz not null default now() + interval '2 seconds',
  start_error text,
  -- When the sweep last saw the workflow alive.
  workflow_checked_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- What the queue is ordered by: the most urgent first, then whichever would act or expire the soonest.
  urgency_rank smallint not null
    generated always as (case urgency when 'high' then 0 when 'normal' then 1 else 2 end) stored,
  act_by timestamptz not null generated always as (least(auto_execute_at, expires_at)) stored,
  check (auto_execute_at < expires_at)
);

-- The rule of deduplication: one pending action for a user and key, whatever the interleaving.
create unique index one_pending_per_key on pending_autonomous_actions (user_id, dedup_key)
  where status = 'pending' and dedup_key is not null;
create unique index actions_occurrence on pending_autonomous_actions (user_id, dedup_key, occurrence);
create index actions_queue on pending_autonomous_actions (user_id, urgency_rank, act_by, id) where status = 'pending';
create index actions_newest on pending_autonomous_actions (user_id, created_at desc, id desc);
create index actions_workspace_newest on pending_autonomous_actions (workspace_id, created_at desc, id desc);
-- Each change of an action writes anew into every index that holds it: none holds what nobody looks for in it.
create unique index actions_retry on pending_autonomous_actions (retry_of) where retry_of is not null;
create index actions_deal on pending_autonomous_actions (workspace_id, deal_id, created_at desc) where deal_id is not null;
create index actions_company on pending_autonomous_actions (workspace_id, company_id, created_at desc)
  where company_id is not null;
create index actions_unstarted on pending_autonomous_actions (next_start_at) where workflow_started_at is null;
create index actions_unfinished on pending_autonomous_actions (workflow_checked_at)
  where status in ('pending', 'approved');

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

create table trigger_log (
  id bigint primary key generated always as identity,
  workspace_id text not null references workspaces,
  user_id text references users,
  trigger_type text not null,
  outcome text not null
    check (outcome in ('created', 'duplicate', 'below_threshold', 'no_owner', 'switched_off', 'bulk')),
  dedup_key text,
  action_id uuid references pending_autonomous_actions,
  alert_id uuid references realtime_alerts,
  payload jsonb not null default '{}',
  occurred_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create index trigger_log_newest on trigger_log (workspace_id, id desc);
create index trigger_log_action on trigger_log (action_id);

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

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger audit_is_append_only before update or delete on action_audit
  for each row execute function refuse_change();

-- Down Migration

alter table pending_autonomous_actions drop constraint pending_autonomous_actions_trigger_alert_id_fkey;
drop table action_audit, trigger_log, realtime_alerts, pending_autonomous_actions;
drop function refuse_change;
