-- Up Migration

create table workspaces (
  id text primary key check (id ~ '^[A-Za-z0-9._-]{1,48}$'),
  name text not null,
  currency char(3) not null default 'USD',
  time_zone text not null default 'UTC',
  postal_address text,
  -- Which CRM actions execute in where their trigger names none.
  crm text not null default 'built-in',
  -- Defaults for the workspace's users: see Settings in src/domain/autoExecute.ts.
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create table users (
  id text primary key check (id ~ '^[A-Za-z0-9._-]{1,48}$'),
  workspace_id text not null references workspaces,
  role text not null check (role in ('rep', 'manager', 'admin', 'service')),
  -- A manager's team are the users who name that manager here.
  manager_id text references users,
  display_name text not null,
  email text not null,
  time_zone text not null default 'UTC',
  locale text not null default 'en',
  signature text,
  slack_user_id text,
  crm_owner_id text,
  settings jsonb not null default '{}',
  deactivated_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index users_email on users (workspace_id, lower(email));
create index users_manager on users (manager_id);

create table api_tokens (
  id uuid primary key default gen_random_uuid(),
  user_id text not null references users,
  -- SHA-256 of the token. The token itself is shown once and never kept; at 256 random bits it needs no slow hash.
  hash bytea not null unique,
  label text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_tokens_user on api_tokens (user_id);

-- A rep's own mail servers. Both URLs hold passwords and are encrypted with SECRET_KEY.
create table mailboxes (
  user_id text primary key references users,
  smtp_url bytea,
  imap_url bytea,
  updated_at timestamptz not null default now()
);

-- Whom nobody in the workspace may email: a lower-case address, or '@domain' for all of a domain.
create table suppressions (
  workspace_id text not null references workspaces,
  address text not null check (address = lower(address)),
  reason text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, address)
);

-- Down Migration

drop table suppressions, mailboxes, api_tokens, users, workspaces;
