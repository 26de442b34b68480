-- Up Migration

-- Who got in and who did not, and what changed who may do what or lets something happen by itself. Written with what it tells
-- of, never altered.
create table security_trail (
  id bigint primary key generated always as identity,
  -- Null where nobody can tell: a token that nobody has. No reference, here or below: it outlives what it tells of.
  workspace_id text,
  -- See src/domain/securityEvents.ts.
  event text not null,
  -- Who did it and by which door; null: nobody who is known.
  by text,
  channel text not null,
  -- What the user proved himself with, by its id: see Credential in src/domain/actor.ts.
  credential jsonb,
  address inet,
  -- Which user it is about, where it is about one.
  about text,
  detail jsonb not null default '{}',
  at timestamptz not null default now()
);
create index security_trail_newest on security_trail (workspace_id, id desc);

create trigger security_trail_is_append_only before update or delete on security_trail
  for each row execute function refuse_change();
create trigger security_trail_is_not_truncated before truncate on security_trail
  for each statement execute function refuse_change();

-- Down Migration

drop table security_trail;
