-- Up Migration

-- Templates that workspaces and reps write in the place of ours, every version of each: drafts name the one that made them (src/domain/templates.ts).
-- What holds is the highest version of the rep's, else of the workspace's; one without texts says that from then on there was none.
create table draft_templates (
  id bigint primary key generated always as identity,
  workspace_id text not null references workspaces (id),
  -- The rep whose it is; null: the workspace's.
  user_id text references users (id),
  trigger_type text not null,
  kind text not null check (kind in ('email', 'task', 'touch', 'message')),
  version integer not null check (version > 0),
  subject text,
  body text,
  made_by text,
  created_at timestamptz not null default now(),
  check ((subject is null) = (body is null))
);
-- Two who change one at the same time: the second is told. And the way to what holds, for each trigger that makes a draft.
create unique index draft_templates_version on draft_templates
  (workspace_id, trigger_type, kind, coalesce(user_id, ''), version desc);

-- Down Migration

drop table draft_templates;
