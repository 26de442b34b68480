-- Up Migration

-- How many somebody has not read stands on every screen.
create index alerts_unread on realtime_alerts (user_id, created_at desc, id desc) where read_at is null;

-- Down Migration

drop index alerts_unread;
