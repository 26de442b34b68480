/** What was and is to be sent to endpoints, as administrators see it; and how they have it sent. */
import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { TEST_EVENT, type WebhookDeliveryState } from '../../domain/webhooks.ts';
import type { Db, Tx } from '../database/db.ts';
import { cursorTime, olderThan, type Page, type PageRequest, toPage } from '../database/paging.ts';
import type { Schema } from '../database/schema.ts';
import { EndpointRefused } from './endpoints.ts';

const SHOWN = [
  'd.id',
  'd.event_id',
  'd.type',
  'd.action_id',
  'd.state',
  'd.attempts',
  'd.last_at',
  'd.last_status',
  'd.last_error',
  'd.next_at',
  'd.created_at',
] as const;
type Column<Name> = Name extends `d.${infer Bare}` ? Bare : never;
/** A delivery as administrators see it. */
export type ShownDelivery = Pick<Selectable<Schema['webhook_deliveries']>, Column<(typeof SHOWN)[number]>>;

/** What is the same where an event is sent again. */
const COPIED = ['workspace_id', 'endpoint_id', 'event_id', 'type', 'action_id', 'data', 'occurred_at'] as const;

/** The newest first; undefined where the workspace has no such endpoint. @throws CursorError */
export async function listDeliveries(
  db: Db,
  workspaceId: string,
  endpointId: string,
  { limit, cursor, states }: PageRequest & { states?: WebhookDeliveryState[] },
): Promise<Page<ShownDelivery> | undefined> {
  if ((await findEndpoint(db, workspaceId, endpointId)) === undefined) return undefined;
  const rows = await db
    .selectFrom('webhook_deliveries as d')
    .select([...SHOWN, cursorTime('d.created_at').as('key')])
    .where('d.endpoint_id', '=', endpointId)
    .where(olderThan(cursor, 'd'))
    .$if(states !== undefined, (query) => query.where('d.state', 'in', states ?? []))
    .orderBy('d.created_at', 'desc')
    .orderBy('d.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows, 'newest', limit, ({ key, id }) => [key, id]);
}

/** Has a test sent; answers the delivery's id, undefined where the workspace has no such endpoint. @throws EndpointRefused */
export function sendTest(db: Db, workspaceId: string, endpointId: string): Promise<string | undefined> {
  return db.transaction().execute(async (tx) => {
    const endpoint = await lockEnabled(tx, workspaceId, endpointId);
    if (endpoint === undefined) return undefined;
    const data = JSON.stringify({ workspaceId, endpointId });
    const test = { workspace_id: workspaceId, endpoint_id: endpointId, event_id: randomUUID(), type: TEST_EVENT, data };
    const { id } = await tx.insertInto('webhook_deliveries').values(test).returning('id').executeTakeFirstOrThrow();
    return id;
  });
}

/**
 * Has an event sent once more, from the first attempt on and with the same webhook-id; an attempt that is still to come of it is
 * dropped for that. Answers the new delivery's id, undefined where the workspace has no such delivery.
 *
 * @throws EndpointRefused
 */
export function resendDelivery(db: Db, workspaceId: string, id: string): Promise<string | undefined> {
  return db.transaction().execute(async (tx) => {
    const sent = await tx
      .selectFrom('webhook_deliveries')
      .select(['endpoint_id', 'event_id'])
      .where('id', '=', id)
      .where('workspace_id', '=', workspaceId)
      .executeTakeFirst();
    if (sent === undefined) return undefined;
    if ((await lockEnabled(tx, workspaceId, sent.endpoint_id)) === undefined) return undefined;
    await tx
      .updateTable('webhook_deliveries')
      .set({ state: 'dropped', last_error: 'sent again instead', next_at: null })
      .where('endpoint_id', '=', sent.endpoint_id)
      .where('event_id', '=', sent.event_id)
      .where('state', 'in', ['new', 'trying'])
      .execute();
    const { id: again } = await tx
      .insertInto('webhook_deliveries')
      .columns(COPIED)
      .expression((query) => query.selectFrom('webhook_deliveries').select(COPIED).where('id', '=', id))
      .returning('id')
      .executeTakeFirstOrThrow();
    return again;
  });
}

function findEndpoint(db: Db, workspaceId: string, id: string) {
  return db
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('id', '=', id)
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
}

/** Two who send again at once meet here; actions that change meanwhile do not wait for it. @throws EndpointRefused */
async function lockEnabled(tx: Tx, workspaceId: string, id: string): Promise<{ id: string } | undefined> {
  const endpoint = await tx
    .selectFrom('webhook_endpoints')
    .select(['id', 'disabled_at'])
    .where('id', '=', id)
    .where('workspace_id', '=', workspaceId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (endpoint !== undefined && endpoint.disabled_at !== null) throw new EndpointRefused('endpoint-disabled');
  return endpoint;
}
