-- Up Migration

-- Runs with its owner's rights, so what it names must be ours: a temporary table of the caller's would come first where
-- pg_temp is not named (postgresql.org/docs/current/sql-createfunction.html, "Writing SECURITY DEFINER Functions Safely").
alter function erase_from_audit(uuid[]) set search_path = pg_catalog, public, pg_temp;
revoke execute on function erase_from_audit(uuid[]) from public;

-- Truncating asks no row: the trigger of before would not see it.
create trigger audit_is_not_truncated before truncate on action_audit
  for each statement execute function refuse_change();

-- Down Migration

drop trigger audit_is_not_truncated on action_audit;
grant execute on function erase_from_audit(uuid[]) to public;
alter function erase_from_audit(uuid[]) set search_path = pg_catalog, public;
