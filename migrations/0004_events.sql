-- Up Migration

-- What open screens are told. Ids commit out of order, so a reader delivers only rows whose transaction lies below
-- pg_snapshot_xmin(pg_current_snapshot()), in the order (xid, id): no later row can come before one it has delivered.
create table events (
  xid xid8 not null default pg_current_xact_id(),
  id bigint generated always as identity,
  workspace_id text not null,
  user_id text not null,
  type text not null,
  action_id uuid,
  alert_id uuid,
  data jsonb not null,
  created_at timestamptz not null default now(),
  primary key (xid, id)
);
create index events_age on events (created_at);

-- Triggers write the events, so that no change can forget to be told.
create function tell_action_change() returns trigger language plpgsql as $$
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
create trigger action_change after insert or update on pending_autonomous_actions
  for each row execute function tell_action_change();

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
drop trigger action_change on pending_autonomous_actions;
drop function tell_audit, tell_alert_change, tell_action_change;
drop table events;
