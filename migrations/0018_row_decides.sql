-- Up Migration

-- The row decides; its workflow is told. What it is still to be told of stands here, so that a crash between the decision's
-- commit and the signal loses nothing: null where it knows all.
alter table pending_autonomous_actions
  -- How many changes were accepted that left it pending.
  add column changes integer not null default 0,
  -- See Told in src/store/database/schema.ts: `{}` to be started, else the signal of the last decision.
  add column tell jsonb default '{}',
  -- Raised by each decision: whoever has told of an earlier one must not strike out a later one.
  add column tell_seq integer not null default 0;
alter table pending_autonomous_actions rename column next_start_at to tell_at;
alter table pending_autonomous_actions rename column start_attempts to tell_attempts;
alter table pending_autonomous_actions rename column start_error to tell_error;
update pending_autonomous_actions set tell = null where workflow_started_at is not null;

drop index actions_unstarted;
create index actions_untold on pending_autonomous_actions (tell_at) where tell is not null;

-- What the sweep looks for: what should have happened by now.
drop index actions_unfinished;
create index actions_due on pending_autonomous_actions (act_by) where status = 'pending' and executing_at is null;
create index actions_under_way on pending_autonomous_actions (workflow_checked_at)
  where status = 'approved' or (status = 'pending' and (executing_at is not null or scheduled_approval is not null));

-- Down Migration

drop index actions_untold, actions_due, actions_under_way;
alter table pending_autonomous_actions rename column tell_at to next_start_at;
alter table pending_autonomous_actions rename column tell_attempts to start_attempts;
alter table pending_autonomous_actions rename column tell_error to start_error;
alter table pending_autonomous_actions drop column changes, drop column tell, drop column tell_seq;
create index actions_unstarted on pending_autonomous_actions (next_start_at) where workflow_started_at is null;
create index actions_unfinished on pending_autonomous_actions (workflow_checked_at)
  where status in ('pending', 'approved');
