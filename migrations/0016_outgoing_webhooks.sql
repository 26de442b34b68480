-- Up Migration

-- Where a workspace has its actions' events sent (Standard Webhooks 1.0). See docs/webhooks-out.md.
create table webhook_endpoints (
  id uuid primary key default gen_random_uuid(),
  workspace_id text not null references workspaces,
  url text not null,
  -- See src/domain/webhooks.ts.
  event_types text[] not null check (cardinality(event_types) > 0),
  -- Sealed for the worker, which alone signs: see docs/decisions.md, "Outgoing webhooks".
  secret bytea not null,
  -- The one before, which signs as well until then, so that the receiver can change to the new one.
  old_secret bytea,
  old_secret_until timestamptz,
  -- Null: an administrator at the command line. No reference: it outlives the user.
  created_by text,
  created_at timestamptz not null default now(),
  -- Nothing is sent there from then on, and nothing kept to be sent later.
  disabled_at timestamptz,
  disabled_reason text check (disabled_reason in ('by_hand', 'gone')),
  check ((old_secret is null) = (old_secret_until is null)),
  check ((disabled_at is null) = (disabled_reason is null))
);
create index webhook_endpoints_workspace on webhook_endpoints (workspace_id, created_at);

-- Each event to each endpoint: the outbox of what is to be sent, and the record of what was.
create table webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  workspace_id text not null,
  endpoint_id uuid not null references webhook_endpoints on delete cascade,
  -- The same at every endpoint, in every attempt, and where it is sent again by hand: receivers tell repetitions by it.
  event_id uuid not null,
  type text not null,
  -- Null: a test.
  action_id uuid,
  data jsonb not null,
  occurred_at timestamptz not null default now(),
  -- new: no workflow of Temporal's has it yet; trying: one has. dropped: the endpoint was disabled, or it was sent again instead.
  state text not null default 'new' check (state in ('new', 'trying', 'delivered', 'failed', 'dropped')),
  attempts integer not null default 0,
  last_at timestamptz,
  last_status integer,
  last_error text,
  -- When the next attempt is, where there is one.
  next_at timestamptz,
  -- When the relay looks at it: at once where it is new, else where the workflow has not been heard of for long.
  look_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create index webhook_deliveries_newest on webhook_deliveries (endpoint_id, created_at desc, id desc);
create index webhook_deliveries_due on webhook_deliveries (look_at) where state in ('new', 'trying');
create index webhook_deliveries_age on webhook_deliveries (created_at);
-- Sent again by two at once, it is sent once.
create unique index webhook_deliveries_under_way on webhook_deliveries (endpoint_id, event_id)
  where state in ('new', 'trying');

-- A time as RFC 3339 has it, whatever the session's time zone.
create function webhook_time(at timestamptz) returns text language sql stable as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- Written with the change that it tells of: never one without the other. Where nobody listens it costs a look at an empty index.
-- `for key share`: an endpoint that is just being removed is left out, and does not fail the action's change.
create function send_action_webhooks() returns trigger language plpgsql as $$
declare
  event uuid := gen_random_uuid();
  event_type text := 'action.' ||
    case when tg_op = 'UPDATE' and new.status = old.status then 'edited' else new.status end;
begin
  insert into webhook_deliveries (workspace_id, endpoint_id, event_id, type, action_id, data)
  select new.workspace_id, endpoint.id, event, event_type, new.id,
    jsonb_build_object('workspaceId', new.workspace_id, 'actionId', new.id, 'status', new.status,
      'version', new.version, 'actionType', new.action_type, 'triggerType', new.trigger_type, 'userId', new.user_id,
      'companyId', new.company_id, 'dealId', new.deal_id, 'retryOf', new.retry_of,
      'decision', new.decision, 'decidedBy', new.decided_by, 'channel', new.decision_channel,
      'decidedAt', webhook_time(new.decided_at), 'createdAt', webhook_time(new.created_at),
      'autoExecuteAt', webhook_time(new.auto_execute_at), 'expiresAt', webhook_time(new.expires_at),
      'executedAt', webhook_time(new.executed_at), 'failureKind', new.failure ->> 'kind')
  from webhook_endpoints as endpoint
  where endpoint.workspace_id = new.workspace_id and endpoint.disabled_at is null
    and event_type = any(endpoint.event_types)
  for key share;
  return null;
end $$;
create trigger action_created_webhooks after insert on pending_autonomous_actions
  for each row execute function send_action_webhooks();
create trigger action_changed_webhooks after update on pending_autonomous_actions
  for each row when (old.status <> new.status or (old.version <> new.version and new.status = 'pending'))
  execute function send_action_webhooks();

-- Down Migration

drop trigger action_changed_webhooks on pending_autonomous_actions;
drop trigger action_created_webhooks on pending_autonomous_actions;
drop function send_action_webhooks, webhook_time;
drop table webhook_deliveries;
drop table webhook_endpoints;
