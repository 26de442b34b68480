-- Up Migration

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
  -- A request that died without an answer frees its key then.
  locked_until timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- Down Migration

drop table idempotency_keys;
