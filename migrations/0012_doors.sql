-- Up Migration

-- The token that a session was opened with: the two end together. Those of before are not known: sign in again.
delete from sessions;
alter table sessions add column token_id uuid references api_tokens;
create index sessions_token on sessions (token_id);

-- Open streams reach as far as their user did when they opened. Whatever changes that ends them, in every process.
create function tell_access_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('signoff_changes', 'access/' || old.user_id);
  return null;
end $$;
create trigger token_revoked after update of revoked_at on api_tokens
  for each row when (old.revoked_at is distinct from new.revoked_at) execute function tell_access_change();
create trigger session_ended after delete on sessions for each row execute function tell_access_change();

create function tell_reach_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('signoff_changes', 'access/' || id)
  from unnest(array[new.id, old.manager_id, new.manager_id]) as id where id is not null;
  return null;
end $$;
create trigger reach_changed after update of role, manager_id, deactivated_at on users
  for each row when ((old.role, old.manager_id, old.deactivated_at)
    is distinct from (new.role, new.manager_id, new.deactivated_at)) execute function tell_reach_change();

-- Down Migration

drop trigger reach_changed on users;
drop trigger session_ended on sessions;
drop trigger token_revoked on api_tokens;
drop function tell_reach_change, tell_access_change;
alter table sessions drop column token_id;
