-- Up Migration

-- How many changes stayed below a threshold of late: the settings say it. Few of a log's rows are such.
create index trigger_log_below on trigger_log (workspace_id, created_at) where outcome = 'below_threshold';

-- Down Migration

drop index trigger_log_below;
