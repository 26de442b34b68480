-- Up Migration

-- How far the security trail has gone out as syslog (src/securitySyslog.ts): one place for all workers. It is used where
-- SECURITY_SYSLOG_URL is set, and nothing is written here where it is not.
create table security_syslog (
  single boolean primary key default true check (single),
  -- Every entry up to this one has gone out.
  sent_up_to bigint not null default 0,
  -- Nobody else sends until then; after a failure nobody does.
  leased_until timestamptz not null default now()
);
insert into security_syslog default values;

-- The entries beyond it that have gone out. Ids are given before the commit: an entry may come to light after a later one.
create table security_syslog_sent (
  entry_id bigint primary key
);

-- Down Migration

drop table security_syslog_sent;
drop table security_syslog;
