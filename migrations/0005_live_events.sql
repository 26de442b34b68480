-- Up Migration

-- What open screens are told, in the order of `seq`: it is given after the commit, one numbering at a time, so that no later
-- number can come to light before an earlier one, whatever order transactions began, wrote and committed in. (The order of
-- transaction ids below the snapshot's xmin was tried: one forgotten transaction anywhere in the cluster held back all
-- events, and ids start anew in a restored database or, where they were not flushed, after a crash.)
create table events (
  id bigint primary key generated always as identity,
  -- Null until it is numbered.
  seq bigint,
  workspace_id text not null,
  user_id text not null,
  type text not null,
  action_id uuid,
  alert_id uuid,
  data jsonb not null,
  created_at timestamptz not null default now()
);
create unique index events_seq on events (seq);
create index events_unnumbered on events (id) where seq is null;
create index events_age on events (created_at);

-- Numbers what has been committed, up to a thousand; answers how many. One statement, so that no client that is paused in
-- its midst keeps the lock. The lock is taken in a statement of its own: the update must see what the last holder wrote.
create function number_events() returns integer language plpgsql volatile as $$
declare
  numbered integer := 0;
begin
  if exists (select from events where seq is null) then
    perform pg_advisory_xact_lock(hashtext('number_events'));
    update events as e set seq = unnumbered.seq
    from (
      select id, (select coalesce(max(seq), 0) from events) + row_number() over (order by id) as seq
      from events where seq is null order by id limit 1000
    ) as unnumbered
    where e.id = unnumbered.id;
    get diagnostics numbered = row_count;
  end if;
  return numbered;
end $$;

-- What every event about an action tells of it, in plpgsql, as that keeps its plan. A signal's `by` is whatever its sender
-- wrote: a name is told only where it is one of the same workspace.
create function action_event_data(action pending_autonomous_actions) returns jsonb language plpgsql stable as $$
begin
  return jsonb_build_object('actionId', action.id, 'userId', action.user_id, 'status', action.status,
    'version', action.version, 'actionType', action.action_type, 'triggerType', action.trigger_type,
    'contextSummary', action.context_summary, 'decision', action.decision, 'decidedBy', action.decided_by,
    'decidedByName', (select display_name from users
                      where id = action.decided_by and workspace_id = action.workspace_id));
end $$;

-- Triggers write the events, so that no change can forget to be told.
create function tell_action_change() returns trigger language plpgsql as $$
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
    action_event_data(new));
  perform pg_notify('signoff_changes', new.id::text);
  return null;
end $$;
create trigger action_change after insert or update on pending_autonomous_actions
  for each row execute function tell_action_change();

-- Other screens take it out of sight, too.
create function tell_failure_handled() returns trigger language plpgsql as $$
begin
  insert into events (workspace_id, user_id, type, action_id, data)
  values (new.workspace_id, new.user_id, 'action.failure_handled', new.id, action_event_data(new));
  perform pg_notify('signoff_changes', new.id::text);
  return null;
end $$;
create trigger failure_handled after update of failure_handled_at on pending_autonomous_actions
  for each row when (old.failure_handled_at is null and new.failure_handled_at is not null)
  execute function tell_failure_handled();

create function tell_alert_change() returns trigger language plpgsql as $$
begin
  insert into events (workspace_id, user_id, type, action_id, alert_id, data)
  values (new.workspace_id, new.user_id, case when tg_op = 'INSERT' then 'alert.created' else 'alert.read' end,
    new.action_id, new.id,
    jsonb_build_object('alertId', new.id, 'userId', new.user_id, 'actionId', new.action_id, 'title', new.title,
      'severity', new.severity));
  perform pg_notify('signoff_changes', new.id::text);
  return null;
end $$;
create trigger alert_created after insert on realtime_alerts for each row execute function tell_alert_change();
create trigger alert_read after update of read_at on realtime_alerts
  for each row when (old.read_at is distinct from new.read_at) execute function tell_alert_change();

-- A refused decision changes no action, but whoever sent it waits for its entry.
create function tell_audit() returns trigger language plpgsql as $$
begin
  perform pg_notify('signoff_changes', new.action_id::text);
  return null;
end $$;
create trigger audit_written after insert on action_audit for each row execute function tell_audit();

-- Down Migration

drop trigger audit_written on action_audit;
drop trigger alert_read on realtime_alerts;
drop trigger alert_created on realtime_alerts;
drop trigger failure_handled on pending_autonomous_actions;
drop trigger action_change on pending_autonomous_actions;
drop function tell_audit, tell_alert_change, tell_failure_handled, tell_action_change, action_event_data, number_events;
drop table events;
