-- Up Migration

-- Of emails to contacts, what caps count: who was written to by whom. Null of every other effect, and of what was sent
-- before this was counted.
alter table deliveries add column recipient text;
alter table deliveries add column sent_by text references users;
-- Whoever approved it wanted it to leave at any hour.
alter table deliveries add column send_now boolean not null default false;

create index deliveries_recipient on deliveries (workspace_id, recipient, first_claimed_at) where recipient is not null;
create index deliveries_sent_by on deliveries (sent_by, first_claimed_at) where sent_by is not null;

-- Down Migration

drop index deliveries_sent_by;
drop index deliveries_recipient;
alter table deliveries drop column send_now, drop column sent_by, drop column recipient;
