-- Up Migration

-- Events are told in the order of `seq`, which is given after the commit, one numbering at a time: no later number can come
-- to light before an earlier one, whatever order transactions began, wrote and committed in. (Until now the order was that
-- of transaction ids below the snapshot's xmin: one forgotten transaction anywhere in the cluster held back all events, and
-- ids start anew in a restored database or, where they were not flushed, after a crash.)
alter table events drop constraint events_pkey;
alter table events drop column xid;
alter table events add primary key (id);
alter table events add column seq bigint;
create unique index events_seq on events (seq);
create index events_unnumbered on events (id) where seq is null;

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

-- A signal's `by` is whatever its sender wrote: a name is told only where it is one of the same workspace.
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
      'decidedByName', (select display_name from users where id = new.decided_by and workspace_id = new.workspace_id)));
  perform pg_notify('signoff_changes', new.id::text);
  return null;
end $$;

-- An unanswered claim no longer locks its key: see claimKey.
alter table idempotency_keys rename column locked_until to claimed_at;

-- Down Migration

alter table idempotency_keys rename column claimed_at to locked_until;
drop function number_events();
alter table events drop constraint events_pkey;
alter table events drop column seq;
alter table events add column xid xid8 not null default pg_current_xact_id();
alter table events add primary key (xid, id);
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

