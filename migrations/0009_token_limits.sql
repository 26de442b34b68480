-- Up Migration

-- Until when a token is in force (null: made before tokens expired), and which verbs of its user's role it may use (null: all).
-- See src/domain/verbs.ts. A program's token sends no email that nobody approved unless an administrator allowed it.
alter table api_tokens
  add column expires_at timestamptz,
  add column verbs text[],
  add column may_send_unapproved boolean not null default false;

-- What the company's directory calls the user: SCIM's externalId, by which a first sign-in finds him too.
alter table users add column external_id text;
create unique index users_external_id on users (workspace_id, external_id);

-- Down Migration

drop index users_external_id;
alter table users drop column external_id;
alter table api_tokens drop column may_send_unapproved, drop column verbs, drop column expires_at;
