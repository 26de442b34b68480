-- Up Migration

-- Triggers of somebody who has so many pending actions that none is added.
alter table trigger_log drop constraint trigger_log_outcome_check;
alter table trigger_log add constraint trigger_log_outcome_check
  check (outcome in ('created', 'duplicate', 'below_threshold', 'no_owner', 'switched_off', 'bulk', 'stale', 'deleted',
                     'too_many_open'));

-- Down Migration

delete from trigger_log where outcome = 'too_many_open';
alter table trigger_log drop constraint trigger_log_outcome_check;
alter table trigger_log add constraint trigger_log_outcome_check
  check (outcome in ('created', 'duplicate', 'below_threshold', 'no_owner', 'switched_off', 'bulk', 'stale', 'deleted'));
