-- Up Migration

-- The ledger of outgoing effects: free → claimed(attempt) → sending → done | refused | unknown.
create table deliveries (
  action_id uuid not null references pending_autonomous_actions,
  step text not null,
  workspace_id text not null references workspaces,
  state text not null check (state in ('free', 'claimed', 'sending', 'done', 'refused', 'unknown')),
  -- Raised by each claim; an attempt whose number is no longer the row's has lost the right to send.
  attempt integer not null default 0,
  first_claimed_at timestamptz not null default now(),
  -- By Postgres's clock: until then the claiming attempt may still be alive.
  lease_until timestamptz not null default now(),
  sending_at timestamptz,
  finished_at timestamptz,
  result jsonb,
  error jsonb,
  -- What attempts that had lost their claim found out: for people to read, without effect on the status.
  late_results jsonb not null default '[]',
  primary key (action_id, step)
);

-- Drafts made by draft_email: placed in the rep's mailbox, or kept here to download and copy.
create table email_drafts (
  action_id uuid primary key references pending_autonomous_actions,
  workspace_id text not null references workspaces,
  user_id text not null references users,
  message_id text not null,
  recipient text,
  subject text not null,
  body text not null,
  eml bytea not null,
  created_at timestamptz not null default now()
);
create index email_drafts_newest on email_drafts (user_id, created_at desc);

-- The built-in CRM.
create table crm_tasks (
  id uuid primary key default gen_random_uuid(),
  workspace_id text not null references workspaces,
  user_id text not null references users,
  delivery_key text not null unique,
  subject text not null,
  body text,
  due_at timestamptz not null,
  priority text not null,
  company_id text,
  deal_id text,
  contact_id text,
  created_at timestamptz not null default now()
);
create index crm_tasks_newest on crm_tasks (workspace_id, created_at desc, id desc);

create table crm_touches (
  id uuid primary key default gen_random_uuid(),
  workspace_id text not null references workspaces,
  user_id text not null references users,
  delivery_key text not null unique,
  touch_type text not null,
  subject text not null,
  body text,
  occurred_at timestamptz not null,
  company_id text,
  deal_id text,
  contact_id text,
  created_at timestamptz not null default now()
);
create index crm_touches_newest on crm_touches (workspace_id, created_at desc, id desc);

-- Down Migration

drop table crm_touches, crm_tasks, email_drafts, deliveries;
