-- Up Migration

-- Who can own records in a CRM, as it said last: reps are mapped to them by crm_owner_id or by email.
create table crm_owners (
  workspace_id text not null references workspaces,
  crm text not null,
  id text not null,
  email text,
  name text,
  -- False also where the CRM lists them no longer.
  active boolean not null,
  seen_at timestamptz not null default now(),
  primary key (workspace_id, crm, id)
);

-- How a CRM's credential fared when it was used last.
create table crm_connections (
  workspace_id text not null references workspaces,
  crm text not null,
  ok boolean not null,
  -- In words for an operator.
  detail text not null,
  checked_at timestamptz not null default now(),
  primary key (workspace_id, crm)
);

-- How far poll and import have come; only whoever wrote a cursor reads it.
create table crm_cursors (
  workspace_id text not null references workspaces,
  crm text not null,
  -- `poll:deal`, `import`.
  name text not null,
  cursor jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, crm, name)
);

-- Down Migration

drop table crm_cursors, crm_connections, crm_owners;
