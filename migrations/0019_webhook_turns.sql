-- Up Migration

-- Without a reference: an endpoint is removed at once, whatever it was sent, and no action's change waits for that. What was sent to one that is
-- no more nobody sees, nobody sends, and retention removes.
alter table webhook_deliveries drop constraint webhook_deliveries_endpoint_id_fkey;

-- new: waits for its turn. trying: a workflow of Temporal's is to have it. dropped: it was sent again instead.
-- Of a disabled endpoint either waits until it is enabled.
alter table webhook_deliveries
  -- Under way until then at the latest; null: it is not. An endpoint has so many at once and no more.
  add column attempting_until timestamptz,
  alter column occurred_at set default clock_timestamp();
create index webhook_deliveries_attempting on webhook_deliveries (endpoint_id) where attempting_until is not null;

-- Each endpoint has its own turn: one that is slow is no queue before the others.
drop index webhook_deliveries_due;
create index webhook_deliveries_due on webhook_deliveries (endpoint_id, look_at) where state in ('new', 'trying');

-- Written with the change that it tells of: never one without the other. Where nobody listens it costs a look at an empty index.
-- The clock and not the transaction's beginning: under the action's row lock, so that of one action's events the later has the later time.
create or replace function send_action_webhooks() returns trigger language plpgsql as $$
declare
  event uuid := gen_random_uuid();
  happened timestamptz := clock_timestamp();
  event_type text := 'action.' ||
    case when tg_op = 'UPDATE' and new.status = old.status then 'edited' else new.status end;
begin
  insert into webhook_deliveries (workspace_id, endpoint_id, event_id, type, action_id, occurred_at, created_at, data)
  select new.workspace_id, endpoint.id, event, event_type, new.id, happened, happened,
    jsonb_build_object('workspaceId', new.workspace_id, 'actionId', new.id, 'status', new.status,
      'version', new.version, 'actionType', new.action_type, 'triggerType', new.trigger_type, 'userId', new.user_id,
      'companyId', new.company_id, 'dealId', new.deal_id, 'retryOf', new.retry_of,
      'decision', new.decision, 'decidedBy', new.decided_by, 'channel', new.decision_channel,
      'decidedAt', webhook_time(new.decided_at), 'createdAt', webhook_time(new.created_at),
      'autoExecuteAt', webhook_time(new.auto_execute_at), 'expiresAt', webhook_time(new.expires_at),
      'executedAt', webhook_time(new.executed_at), 'failureKind', new.failure ->> 'kind')
  from webhook_endpoints as endpoint
  where endpoint.workspace_id = new.workspace_id and endpoint.disabled_at is null
    and event_type = any(endpoint.event_types);
  return null;
end $$;

-- Down Migration

create or replace function send_action_webhooks() returns trigger language plpgsql as $$
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
drop index webhook_deliveries_due;
create index webhook_deliveries_due on webhook_deliveries (look_at) where state in ('new', 'trying');
drop index webhook_deliveries_attempting;
alter table webhook_deliveries drop column attempting_until, alter column occurred_at set default now();
delete from webhook_deliveries where endpoint_id not in (select id from webhook_endpoints);
alter table webhook_deliveries add foreign key (endpoint_id) references webhook_endpoints on delete cascade;
