-- Up Migration

-- What the company's directory keeps here by SCIM: see src/store/directory. A user's name there; null: he came otherwise. Whom the
-- directory has removed it does not find again, but the trail does.
alter table users
  add column user_name text,
  add column directory_removed_at timestamptz;
create unique index users_user_name on users (workspace_id, lower(user_name));

create table directory_groups (
  id uuid primary key default gen_random_uuid(),
  workspace_id text not null references workspaces,
  external_id text,
  display_name text not null,
  -- Which role its members have; null: it gives none. An administrator says so, never the directory.
  role text check (role in ('rep', 'manager', 'admin')),
  created_at timestamptz not null default now()
);
create unique index directory_groups_name on directory_groups (workspace_id, lower(display_name));

create table directory_members (
  group_id uuid not null references directory_groups on delete cascade,
  user_id text not null references users,
  primary key (group_id, user_id)
);
create index directory_members_user on directory_members (user_id);

-- Down Migration

drop table directory_members, directory_groups;
drop index users_user_name;
alter table users drop column directory_removed_at, drop column user_name;
