-- Up Migration

-- How many changes stayed below a threshold of late: the settings say it. Few of a log's rows are such.
create index trigger_log_below on trigger_log (workspace_id, created_at) where outcome = 'below_threshold';

-- Whoever might change a workspace's settings may go on doing so: rules have verbs of their own since managers change them as well.
update api_tokens set verbs = verbs || array['rules.read', 'rules.change']
where 'settings.workspace' = any (verbs) and not 'rules.change' = any (verbs);

-- Down Migration

drop index trigger_log_below;
