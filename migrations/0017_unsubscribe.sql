-- Up Migration

-- What the links by which recipients unsubscribe are sealed with: nothing is kept of any link. The API opens them and the worker
-- makes them, each attempt the same one. See docs/decisions.md, "Unsubscribing". A UUID of version 4 has 122 random bits.
create table unsubscribe_key (
  single boolean primary key default true check (single),
  key bytea not null check (length(key) = 32)
);
insert into unsubscribe_key (key) values (
  sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'utf8'))
);

-- Whether emails leave only with the workspace's postal address at their foot.
alter table workspaces add column require_postal_address boolean not null default false;

-- Down Migration

alter table workspaces drop column require_postal_address;
drop table unsubscribe_key;
