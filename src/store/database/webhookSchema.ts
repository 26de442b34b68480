/** The tables of outgoing webhooks, as Kysely sees them. */
import type { ColumnType, Generated } from 'kysely';
import type { JsonObject } from '../../domain/json.ts';
import type { DisabledReason, WebhookDeliveryState, WebhookEvent } from '../../domain/webhooks.ts';
import type { DefaultTime, JsonColumn, Optional, OptionalTime } from './columnTypes.ts';

interface WebhookEndpointsTable {
  id: Generated<string>;
  workspace_id: string;
  url: string;
  event_types: WebhookEvent[];
  secret: Buffer;
  old_secret: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>;
  old_secret_until: OptionalTime;
  created_by: Optional;
  created_at: DefaultTime;
  disabled_at: OptionalTime;
  disabled_reason: ColumnType<DisabledReason | null, DisabledReason | null | undefined, DisabledReason | null>;
}

interface WebhookDeliveriesTable {
  id: Generated<string>;
  workspace_id: string;
  endpoint_id: string;
  event_id: string;
  type: string;
  action_id: Optional;
  data: JsonColumn<JsonObject>;
  occurred_at: DefaultTime;
  state: Generated<WebhookDeliveryState>;
  attempts: Generated<number>;
  last_at: OptionalTime;
  last_status: ColumnType<number | null, number | null | undefined, number | null>;
  last_error: Optional;
  next_at: OptionalTime;
  attempting_until: OptionalTime;
  look_at: DefaultTime;
  created_at: DefaultTime;
}

export interface WebhookSchema {
  webhook_endpoints: WebhookEndpointsTable;
  webhook_deliveries: WebhookDeliveriesTable;
}
