-- Up Migration

-- Who looks after somebody's actions while he is away: both see them and decide on them, he stays their owner.
create table covers (
  id uuid primary key default gen_random_uuid(),
  workspace_id text not null references workspaces,
  user_id text not null references users,
  cover_id text not null references users,
  begins_at timestamptz not null,
  -- Brought forward where it is ended earlier.
  ends_at timestamptz not null,
  -- Null: whoever sat at the administrator's command line.
  made_by text,
  made_at timestamptz not null default now(),
  check (begins_at <= ends_at),
  check (user_id <> cover_id)
);
create index covers_cover on covers (cover_id, ends_at);
create index covers_user on covers (user_id, ends_at);

-- An open stream reaches as far as its user did when it opened.
create function tell_cover_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('signoff_changes', 'access/' || new.cover_id);
  return null;
end $$;
create trigger cover_changed after insert or update on covers for each row execute function tell_cover_change();

-- What a leaver's cover or manager gets is new on his screen.
create function tell_new_owner() returns trigger language plpgsql as $$
begin
  insert into events (workspace_id, user_id, type, action_id, data)
  values (new.workspace_id, new.user_id, 'action.created', new.id, action_event_data(new));
  perform pg_notify('signoff_changes', new.id::text);
  return null;
end $$;
create trigger owner_changed after update of user_id on pending_autonomous_actions
  for each row when (old.user_id <> new.user_id) execute function tell_new_owner();

-- Down Migration

drop trigger owner_changed on pending_autonomous_actions;
drop function tell_new_owner;
drop table covers;
drop function tell_cover_change;
