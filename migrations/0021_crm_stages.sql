-- Up Migration

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

drop table crm_stages;
