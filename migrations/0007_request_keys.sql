-- Up Migration

-- The request that a trigger came in by, where it named itself (Idempotency-Key): written with what it made, so that a
-- repetition after a crash between commit and answer finds it.
alter table trigger_log add column request_key text;
create unique index trigger_log_request on trigger_log (request_key) where request_key is not null;

-- Down Migration

alter table trigger_log drop column request_key;
