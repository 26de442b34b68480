-- Up Migration

-- With what senders of the generic webhook (/webhooks/crm) sign. Whoever checks an HMAC needs the secret itself, so that it
-- stands here as it is; it goes when the key is revoked. See docs/decisions.md, "Webhook keys in the database".
create table webhook_keys (
  id uuid primary key default gen_random_uuid(),
  -- Whose the events are that are signed with it.
  workspace_id text not null references workspaces,
  label text not null,
  secret text,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  -- Null: until it is revoked. Set where another has taken its place.
  expires_at timestamptz,
  revoked_at timestamptz,
  check ((secret is null) = (revoked_at is not null))
);
create index webhook_keys_workspace on webhook_keys (workspace_id, created_at);

-- What the last test of a connection has found: here and not in Temporal's history, as servers' own words are in it.
create table connection_checks (
  workspace_id text not null references workspaces,
  -- See src/domain/check.ts.
  name text not null,
  sections jsonb not null,
  checked_at timestamptz not null default now(),
  primary key (workspace_id, name)
);

-- Down Migration

drop table connection_checks;
drop table webhook_keys;
