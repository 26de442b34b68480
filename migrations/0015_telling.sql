-- Up Migration

-- Of which actions somebody may have to be told something, and when to look next: the action's row says what (src/notify). One row
-- while there is anything to look for, none else.
create table tellings (
  action_id uuid primary key references pending_autonomous_actions,
  workspace_id text not null references workspaces,
  look_at timestamptz not null,
  -- Raised by each change: who has looked at an earlier state does not put off the look at a later one.
  seq integer not null default 0,
  -- Nobody else looks until then.
  taken_until timestamptz not null default '-infinity',
  attempts integer not null default 0,
  error text
);
create index tellings_due on tellings (look_at);
insert into tellings (action_id, workspace_id, look_at)
select id, workspace_id, now() from pending_autonomous_actions where status = 'pending';

-- What people were told of an action, each message for as long as it is kept true.
create table action_messages (
  id uuid primary key default gen_random_uuid(),
  workspace_id text not null references workspaces,
  action_id uuid not null references pending_autonomous_actions,
  user_id text not null references users,
  kind text not null check (kind in ('new', 'reminder', 'before_execution', 'escalation')),
  channel text not null check (channel in ('slack', 'email')),
  -- `sending`: whether it has arrived is not known yet. `failed`: it cannot be told this way.
  state text not null default 'sending' check (state in ('sending', 'sent', 'failed')),
  -- By which Slack knows it.
  slack_channel text,
  slack_ts text,
  -- A digest of what it shows; null: not known, and to be written anew.
  shows text,
  error text,
  -- Of an email: when its last byte was about to leave. It is not sent again from then on.
  left_at timestamptz,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
create index action_messages_action on action_messages (action_id);
create unique index one_message_on_its_way on action_messages (action_id, user_id) where state = 'sending';

-- Who has looked at an action, and where first: nobody is told of what he has seen.
create table action_views (
  action_id uuid not null references pending_autonomous_actions,
  user_id text not null references users,
  workspace_id text not null references workspaces,
  channel text not null,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (action_id, user_id)
);

-- Who somebody in Slack is.
create unique index users_slack on users (workspace_id, slack_user_id) where slack_user_id is not null;
create index users_slack_member on users (slack_user_id) where slack_user_id is not null;
create index users_address on users (lower(email));

-- From which address the workspace's people are told by email; null: they are not.
alter table workspaces add column notify_from text;

-- What an email about an action leads to: whoever has the secret decides once, as the one it was sent to, on the version that it shows.
create table decision_links (
  id uuid primary key default gen_random_uuid(),
  -- SHA-256 of the secret, as of api_tokens.
  hash bytea not null unique,
  workspace_id text not null references workspaces,
  action_id uuid not null references pending_autonomous_actions,
  user_id text not null references users,
  version integer not null,
  -- Names the email: an attempt at it that has not left leaves no link behind.
  sent_with text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index decision_links_email on decision_links (sent_with, action_id);
create index decision_links_expiry on decision_links (expires_at);

-- On which of his days somebody has been told what waits for him.
create table digests (
  user_id text not null references users,
  workspace_id text not null references workspaces,
  local_date date not null,
  channel text check (channel in ('slack', 'email')),
  -- How many actions it told of; 0: there was nothing to say.
  actions integer not null default 0,
  state text not null default 'sending' check (state in ('sending', 'sent', 'failed')),
  error text,
  -- Of an email, as above.
  left_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (user_id, local_date)
);

-- A change is looked at where somebody has been told of the action, or may have to be. What is decided before anybody was told is forgotten.
create function look_at_telling() returns trigger language plpgsql as $$
begin
  if exists (select from action_messages where action_id = new.id) then
    insert into tellings (action_id, workspace_id, look_at) values (new.id, new.workspace_id, now())
    on conflict (action_id) do update set look_at = now(), seq = tellings.seq + 1;
  elsif new.status <> 'pending' then
    delete from tellings where action_id = new.id;
  else
    update tellings set look_at = now(), seq = seq + 1 where action_id = new.id;
  end if;
  return null;
end $$;
create trigger telling_due after update on pending_autonomous_actions for each row
  when ((old.status, old.version, old.user_id, old.executing_at, old.auto_execute_at, old.expires_at, old.scheduled_approval)
    is distinct from
    (new.status, new.version, new.user_id, new.executing_at, new.auto_execute_at, new.expires_at, new.scheduled_approval))
  execute function look_at_telling();

-- Down Migration

drop trigger telling_due on pending_autonomous_actions;
drop function look_at_telling;
drop index users_address, users_slack_member, users_slack;
drop table digests, decision_links, action_views, action_messages, tellings;
alter table workspaces drop column notify_from;
