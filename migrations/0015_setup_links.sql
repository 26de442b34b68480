-- One-time links with which the first workspace and its administrator are made: each API process that starts on a database
-- without a workspace makes its own, so that whichever is read works. All are void once there is a workspace.
create table setup_links (
  -- SHA-256 of the secret, as of api_tokens.
  hash bytea primary key,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
