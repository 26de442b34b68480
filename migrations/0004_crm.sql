-- Up Migration

-- What CRMs sent, accepted when it is durable here, drained by the worker.
create table crm_inbox (
  id bigint primary key generated always as identity,
  workspace_id text not null references workspaces,
  crm text not null,
  -- The sender's identity of the event: a repetition is removed by it.
  event_key text not null,
  -- Which record it is about (`deal:123`): what arrives together for one record is one change.
  record_key text not null,
  -- The event as its CRM's parser reads it.
  event jsonb not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  state text not null default 'new' check (state in ('new', 'done', 'failed')),
  attempts integer not null default 0,
  -- Whoever drains it has it until then.
  taken_until timestamptz not null default now(),
  error text,
  done_at timestamptz,
  unique (workspace_id, crm, event_key)
);
create index crm_inbox_new on crm_inbox (id) where state = 'new';
create index crm_inbox_record on crm_inbox (workspace_id, crm, record_key) where state = 'new';
create index crm_inbox_failed on crm_inbox (id) where state = 'failed';
create index crm_inbox_age on crm_inbox (received_at) where state <> 'new';

-- The mirror: the last known state of CRM records. `times` says for each property as of when. What the CRM has deleted is
-- remembered as deleted: an event that comes late must not bring it back to life.
create table crm_companies (
  workspace_id text not null references workspaces,
  crm text not null,
  id text not null,
  properties jsonb not null,
  times jsonb not null,
  first_seen_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (workspace_id, crm, id)
);

create table crm_contacts (
  workspace_id text not null references workspaces,
  crm text not null,
  id text not null,
  properties jsonb not null,
  times jsonb not null,
  first_seen_at timestamptz not null default now(),
  -- new_contact_high_fit fires once for each contact.
  high_fit_at timestamptz,
  deleted_at timestamptz,
  primary key (workspace_id, crm, id)
);
create index crm_contacts_company on crm_contacts (workspace_id, crm, (properties ->> 'companyId'));

create table crm_deals (
  workspace_id text not null references workspaces,
  crm text not null,
  id text not null,
  properties jsonb not null,
  times jsonb not null,
  first_seen_at timestamptz not null default now(),
  -- The beginning of the silence that was told last: once for each episode.
  slump_told_at timestamptz,
  champion_cold_told_at timestamptz,
  deleted_at timestamptz,
  primary key (workspace_id, crm, id)
);
create index crm_deals_company on crm_deals (workspace_id, crm, (properties ->> 'companyId'));
create index crm_deals_champion on crm_deals (workspace_id, crm, (properties ->> 'championContactId'));

create table crm_engagements (
  workspace_id text not null references workspaces,
  crm text not null,
  id text not null,
  kind text not null,
  deal_id text,
  contact_id text,
  company_id text,
  direction text,
  title text,
  at timestamptz not null,
  primary key (workspace_id, crm, id)
);
create index crm_engagements_contact on crm_engagements (workspace_id, crm, contact_id, at);
create index crm_engagements_company on crm_engagements (workspace_id, crm, company_id, at);
create index crm_engagements_deal on crm_engagements (workspace_id, crm, deal_id, at);

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

-- The pipelines' stages as a CRM itself has them: what it calls them, in which order, and what they mean for a deal.
create table crm_stages (
  workspace_id text not null references workspaces,
  crm text not null,
  -- As the mirror's deals name it.
  pipeline text not null,
  stage text not null,
  label text not null,
  kind text not null check (kind in ('open', 'won', 'lost')),
  position integer not null,
  primary key (workspace_id, crm, pipeline, stage)
);

-- Down Migration

drop table crm_stages, crm_cursors, crm_connections, crm_owners;
drop table crm_engagements, crm_deals, crm_contacts, crm_companies, crm_inbox;
