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

-- The mirror: the last known state of CRM records. `times` says for each property as of when.
create table crm_companies (
  workspace_id text not null references workspaces,
  crm text not null,
  id text not null,
  properties jsonb not null,
  times jsonb not null,
  first_seen_at timestamptz not null default now(),
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

-- See DetectionSettings in src/domain/detectionSettings.ts; what is absent has its default.
alter table workspaces add column detection jsonb not null default '{}';

-- `stale`: it came too late to be acted on, a newer state was known already; which trigger it would have been is unknown.
alter table trigger_log alter column trigger_type drop not null;
alter table trigger_log drop constraint trigger_log_outcome_check;
alter table trigger_log add constraint trigger_log_outcome_check
  check (outcome in ('created', 'duplicate', 'below_threshold', 'no_owner', 'switched_off', 'bulk', 'stale'));

-- Down Migration

delete from trigger_log where outcome = 'stale';
alter table trigger_log alter column trigger_type set not null;
alter table trigger_log drop constraint trigger_log_outcome_check;
alter table trigger_log add constraint trigger_log_outcome_check
  check (outcome in ('created', 'duplicate', 'below_threshold', 'no_owner', 'switched_off', 'bulk'));
alter table workspaces drop column detection;
drop table crm_engagements, crm_deals, crm_contacts, crm_companies, crm_inbox;
