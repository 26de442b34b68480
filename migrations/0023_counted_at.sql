-- Up Migration

-- When an email counts as sent under caps: when its last attempt was claimed. Its first may be of another day.
alter table deliveries add column counted_at timestamptz;
update deliveries set counted_at = first_claimed_at where recipient is not null;

drop index deliveries_recipient;
drop index deliveries_sent_by;
create index deliveries_recipient on deliveries (workspace_id, recipient, counted_at) where recipient is not null;
create index deliveries_sent_by on deliveries (sent_by, counted_at) where sent_by is not null;
-- The action's own user: that he is there is looked at once, when the action is made.
alter table deliveries drop constraint deliveries_sent_by_fkey;

-- Down Migration

alter table deliveries add constraint deliveries_sent_by_fkey foreign key (sent_by) references users;
drop index deliveries_sent_by;
drop index deliveries_recipient;
create index deliveries_recipient on deliveries (workspace_id, recipient, first_claimed_at) where recipient is not null;
create index deliveries_sent_by on deliveries (sent_by, first_claimed_at) where sent_by is not null;
alter table deliveries drop column counted_at;
