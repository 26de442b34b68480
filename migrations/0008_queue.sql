-- Up Migration

alter table pending_autonomous_actions
  -- An approval whose undo window is still open: see ScheduledApproval in src/domain/decide.ts.
  add column scheduled_approval jsonb,
  -- What the queue can be ordered by, within one currency: both or neither.
  add column deal_amount_minor numeric generated always as (
    case when subject #>> '{deal,currency}' is not null then (subject #>> '{deal,amountMinor}')::numeric end) stored,
  add column deal_currency text generated always as (
    case when subject #>> '{deal,amountMinor}' is not null then subject #>> '{deal,currency}' end) stored,
  -- What a search looks into. Taken out of the parameters for each row of a search, it took most of the time.
  add column search_text text not null generated always as (lower(context_summary
    || ' ' || coalesce(action_params ->> 'companyName', '') || ' ' || coalesce(action_params ->> 'contactName', '')
    || ' ' || coalesce(action_params ->> 'contactEmail', '') || ' ' || coalesce(action_params ->> 'subject', '')
    || ' ' || coalesce(subject #>> '{company,name}', '') || ' ' || coalesce(subject #>> '{deal,name}', '')
    || ' ' || coalesce(subject #>> '{contact,name}', ''))) stored,
  add constraint only_what_is_pending_is_scheduled
    check (scheduled_approval is null or (status = 'pending' and executing_at is null));

create index actions_value on pending_autonomous_actions (user_id, deal_currency, deal_amount_minor desc, id)
  where status = 'pending' and deal_currency is not null;
-- The same orders for those who see more than their own.
create index actions_workspace_queue on pending_autonomous_actions (workspace_id, urgency_rank, act_by, id)
  where status = 'pending';
create index actions_workspace_value on pending_autonomous_actions
  (workspace_id, deal_currency, deal_amount_minor desc, id) where status = 'pending' and deal_currency is not null;
-- All that is counted, so that no row has to be read: a few MB, as its entries are mostly equal.
create index actions_counts on pending_autonomous_actions
  (workspace_id, user_id, status, action_type, trigger_type, urgency, deal_currency, snoozed_until);

-- A browser's sign-in. Like a token its secret is never kept, only the SHA-256 of it.
create table sessions (
  id uuid primary key default gen_random_uuid(),
  user_id text not null references users,
  hash bytea not null unique,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

create or replace function tell_action_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (old.status, old.version, old.executing_at, old.auto_execute_at, old.expires_at,
        old.scheduled_approval, old.snoozed_until)
      is not distinct from (new.status, new.version, new.executing_at, new.auto_execute_at, new.expires_at,
        new.scheduled_approval, new.snoozed_until) then
    return null;
  end if;
  insert into events (workspace_id, user_id, type, action_id, data)
  values (new.workspace_id, new.user_id,
    case
      when tg_op = 'INSERT' then 'action.created'
      when new.status <> old.status then 'action.' || new.status
      when old.executing_at is null and new.executing_at is not null then 'action.executing'
      when new.scheduled_approval is not null and old.scheduled_approval is distinct from new.scheduled_approval
        then 'action.approval_scheduled'
      when new.version <> old.version then 'action.edited'
      when old.scheduled_approval is not null and new.scheduled_approval is null then 'action.approval_undone'
      when (old.auto_execute_at, old.expires_at) is distinct from (new.auto_execute_at, new.expires_at)
        then 'action.rescheduled'
      else 'action.snoozed'
    end,
    new.id,
    jsonb_build_object('actionId', new.id, 'userId', new.user_id, 'status', new.status, 'version', new.version,
      'actionType', new.action_type, 'triggerType', new.trigger_type, 'contextSummary', new.context_summary,
      'decision', new.decision, 'decidedBy', new.decided_by,
      'decidedByName', (select display_name from users where id = new.decided_by)));
  perform pg_notify('signoff_changes', new.id::text);
  return null;
end $$;

-- Down Migration

create or replace function tell_action_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (old.status, old.version, old.executing_at, old.auto_execute_at, old.expires_at)
      is not distinct from (new.status, new.version, new.executing_at, new.auto_execute_at, new.expires_at) then
    return null;
  end if;
  insert into events (workspace_id, user_id, type, action_id, data)
  values (new.workspace_id, new.user_id,
    case
      when tg_op = 'INSERT' then 'action.created'
      when new.status <> old.status then 'action.' || new.status
      when old.executing_at is null and new.executing_at is not null then 'action.executing'
      else 'action.edited'
    end,
    new.id,
    jsonb_build_object('actionId', new.id, 'userId', new.user_id, 'status', new.status, 'version', new.version,
      'actionType', new.action_type, 'triggerType', new.trigger_type, 'contextSummary', new.context_summary));
  perform pg_notify('signoff_changes', new.id::text);
  return null;
end $$;
drop table sessions;
drop index actions_value, actions_workspace_queue, actions_workspace_value, actions_counts;
alter table pending_autonomous_actions
  drop constraint only_what_is_pending_is_scheduled,
  drop column scheduled_approval,
  drop column deal_amount_minor,
  drop column deal_currency,
  drop column search_text;
