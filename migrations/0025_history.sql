-- Up Migration

-- When an action left the queue, which is its place in the history: when it was decided or expired; where nobody decided, when it began to be
-- executed by itself. It does not move when an outcome follows. Null while it waits.
alter table pending_autonomous_actions add column left_queue_at timestamptz generated always as (
  case when status <> 'pending' then coalesce(decided_at, executing_at, executed_at, updated_at) end) stored;

-- What is filtered by stands behind the order, so that whatever does not pass is left out without its row being read.
create index actions_history on pending_autonomous_actions
  (user_id, left_queue_at desc, id desc, status, action_type, trigger_type) where left_queue_at is not null;
create index actions_workspace_history on pending_autonomous_actions
  (workspace_id, left_queue_at desc, id desc, user_id, status, action_type, trigger_type) where left_queue_at is not null;

-- Down Migration

drop index actions_workspace_history;
drop index actions_history;
alter table pending_autonomous_actions drop column left_queue_at;
