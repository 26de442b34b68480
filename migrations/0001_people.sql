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
  -- See DetectionSettings in src/domain/detectionSettings.ts; what is absent has its default.
  detection jsonb not null default '{}',
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

-- A browser's sign-in. Like a token its secret is never kept, only the SHA-256 of it.
create table sessions (
  id uuid primary key default gen_random_uuid(),
  user_id text not null references users,
  hash bytea not null unique,
  -- The token that it was opened with: the two end together.
  token_id uuid references api_tokens,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);
create index sessions_token on sessions (token_id);

-- One-time links with which the first workspace and its administrator are made: each API process that starts on a database
-- without a workspace makes its own, so that whichever is read works. All are void once there is a workspace.
create table setup_links (
  -- SHA-256 of the secret, as of api_tokens.
  hash bytea primary key,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);

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

-- First answers to requests that carried an Idempotency-Key, kept 24 hours.
create table idempotency_keys (
  user_id text not null references users,
  key text not null,
  -- Hash of method, path and body: the same key with another request is refused.
  fingerprint text not null,
  -- Null while the first request is still running.
  status smallint,
  content_type text,
  body text,
  -- An unanswered claim does not lock its key: see claimKey.
  claimed_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);

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

drop table idempotency_keys, suppressions, mailboxes, setup_links, sessions, api_tokens, users, workspaces;
drop function tell_reach_change, tell_access_change;
