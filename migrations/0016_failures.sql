-- Up Migration

-- Who took care of a failed action, by a retry or by saying so: until then screens keep it in sight. A confirmed one is
-- executed, and needs neither.
alter table pending_autonomous_actions
  add column failure_handled_at timestamptz,
  add column failure_handled_by text;
update pending_autonomous_actions as failed set failure_handled_at = retry.created_at, failure_handled_by = retry.decided_by
from pending_autonomous_actions as retry where retry.retry_of = failed.id;
alter table pending_autonomous_actions add constraint only_failures_are_handled
  check (failure_handled_at is null or status in ('failed', 'executed'));

create index actions_failures on pending_autonomous_actions (workspace_id, user_id, created_at desc, id desc)
  where status = 'failed' and failure_handled_at is null;

-- What else has happened on a deal, for whoever decides on one of its actions.
create index alerts_deal on realtime_alerts (workspace_id, deal_id, created_at desc) where deal_id is not null;

-- Other screens take it out of sight, too.
create function tell_failure_handled() returns trigger language plpgsql as $$
begin
  insert into events (workspace_id, user_id, type, action_id, data)
  values (new.workspace_id, new.user_id, 'action.failure_handled', new.id,
    jsonb_build_object('actionId', new.id, 'userId', new.user_id, 'status', new.status, 'version', new.version,
      'actionType', new.action_type, 'triggerType', new.trigger_type, 'contextSummary', new.context_summary,
      'decision', new.decision, 'decidedBy', new.decided_by,
      'decidedByName', (select display_name from users where id = new.decided_by and workspace_id = new.workspace_id)));
  perform pg_notify('signoff_changes', new.id::text);
  return null;
end $$;
create trigger failure_handled after update of failure_handled_at on pending_autonomous_actions
  for each row when (old.failure_handled_at is null and new.failure_handled_at is not null)
  execute function tell_failure_handled();

-- Down Migration

drop trigger failure_handled on pending_autonomous_actions;
drop function tell_failure_handled;
drop index alerts_deal;
drop index actions_failures;
alter table pending_autonomous_actions
  drop constraint only_failures_are_handled,
  drop column failure_handled_at,
  drop column failure_handled_by;
