-- Up Migration

-- An email that had begun, surely not left and is put off is pending again: open screens take it up, reminders and escalation are
-- looked for anew, and whoever receives webhooks is not told a second time that it was made.
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
      when new.status = 'pending' and old.status <> 'pending' then 'action.waits_again'
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

create or replace function look_at_telling() returns trigger language plpgsql as $$
begin
  if exists (select from action_messages where action_id = new.id)
      or (new.status = 'pending' and old.status <> 'pending') then
    insert into tellings (action_id, workspace_id, look_at) values (new.id, new.workspace_id, now())
    on conflict (action_id) do update set look_at = now(), seq = tellings.seq + 1;
  elsif new.status <> 'pending' then
    delete from tellings where action_id = new.id;
  else
    update tellings set look_at = now(), seq = seq + 1 where action_id = new.id;
  end if;
  return null;
end $$;

drop trigger action_changed_webhooks on pending_autonomous_actions;
create trigger action_changed_webhooks after update on pending_autonomous_actions
  for each row when ((old.status <> new.status and new.status <> 'pending')
    or (old.version <> new.version and old.status = 'pending' and new.status = 'pending'))
  execute function send_action_webhooks();

-- Down Migration

drop trigger action_changed_webhooks on pending_autonomous_actions;
create trigger action_changed_webhooks after update on pending_autonomous_actions
  for each row when (old.status <> new.status or (old.version <> new.version and new.status = 'pending'))
  execute function send_action_webhooks();
create or replace function look_at_telling() returns trigger language plpgsql as $$
begin
  if exists (select from action_messages where action_id = new.id) then
    insert into tellings (action_id, workspace_id, look_at) values (new.id, new.workspace_id, now())
    on conflict (action_id) do update set look_at = now(), seq = tellings.seq + 1;
  elsif new.status <> 'pending' then
    delete from tellings where action_id = new.id;
  else
    update tellings set look_at = now(), seq = seq + 1 where action_id = new.id;
  end if;
  return null;
end $$;

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
    action_event_data(new));
  perform pg_notify('signoff_changes', new.id::text);
  return null;
end $$;
