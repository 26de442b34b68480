/** Where a workspace's events are sent: added, changed and removed by administrators, each with its entry in the security trail. */
import { randomBytes, randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Acting, SecurityEvent } from '../../domain/securityEvents.ts';
import { MAX_ENDPOINTS, SECRET_OVERLAP_HOURS, type WebhookEvent } from '../../domain/webhooks.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import type { Db, Tx } from '../database/db.ts';
import type { Schema } from '../database/schema.ts';
import { encrypt } from '../people/encryption.ts';
import { findSealingKey } from '../people/sealingKey.ts';

/** Standard Webhooks 1.0: between 24 and 64 bytes. */
const SECRET_BYTES = 32;

const IN_WORDS = {
  'no-sealing-key': 'no worker with a SECRET_KEY has started yet: without one nobody could sign what is sent',
  'too-many-endpoints': `there are ${MAX_ENDPOINTS} endpoints, as many as there may be: remove one first`,
  'endpoint-disabled': 'the endpoint is disabled: enable it first',
} as const;
/** Which rule it was, as programs are told it. */
export type EndpointRefusal = keyof typeof IN_WORDS;

/** What the rules of endpoints forbid; nothing was changed. */
export class EndpointRefused extends Error {
  override readonly name = 'EndpointRefused';
  readonly refusal: EndpointRefusal;

  constructor(refusal: EndpointRefusal) {
    super(IN_WORDS[refusal]);
    this.refusal = refusal;
  }
}

const SHOWN = [
  'id',
  'url',
  'event_types',
  'old_secret_until',
  'created_by',
  'created_at',
  'disabled_at',
  'disabled_reason',
] as const;
/** An endpoint as administrators see it: without its secrets. */
export type Endpoint = Pick<Selectable<Schema['webhook_endpoints']>, (typeof SHOWN)[number]>;

/** What is to be changed of an endpoint; what is absent stays. */
export interface EndpointChanges {
  /** What waits is sent there as well. */
  url?: string;
  /** From now on: what was to be sent is. */
  eventTypes?: WebhookEvent[];
  /** False: nothing more is sent there; what waits goes on waiting, until it is enabled. */
  enabled?: boolean;
}

/** `secret`: `whsec_…`, to be shown this once. @throws EndpointRefused */
export function addEndpoint(
  db: Db,
  workspaceId: string,
  { url, eventTypes }: { url: string; eventTypes: WebhookEvent[] },
  acting: Acting,
): Promise<{ id: string; secret: string }> {
  return db.transaction().execute(async (tx) => {
    // Two who add the last one at once meet here; actions of the workspace that are made meanwhile do not wait for it.
    const workspace = tx.selectFrom('workspaces').select('id').where('id', '=', workspaceId);
    await workspace.forNoKeyUpdate().executeTakeFirstOrThrow();
    if ((await listEndpoints(tx, workspaceId)).length >= MAX_ENDPOINTS) throw new EndpointRefused('too-many-endpoints');
    const id = randomUUID();
    const { secret, sealed } = await newSecret(tx, id);
    const row = { id, workspace_id: workspaceId, url, event_types: eventTypes, secret: sealed, created_by: acting.by };
    await tx.insertInto('webhook_endpoints').values(row).execute();
    await noteEndpoint(tx, acting, workspaceId, 'webhook_endpoint_add', { id, url }, { eventTypes });
    return { id, secret };
  });
}

/** The oldest first, without their secrets. */
export function listEndpoints(db: Db | Tx, workspaceId: string): Promise<Endpoint[]> {
  return db
    .selectFrom('webhook_endpoints')
    .select(SHOWN)
    .where('workspace_id', '=', workspaceId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** Undefined where the workspace has no such endpoint. */
export function changeEndpoint(
  db: Db,
  workspaceId: string,
  id: string,
  { url, eventTypes, enabled }: EndpointChanges,
  acting: Acting,
): Promise<Endpoint | undefined> {
  return db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable('webhook_endpoints')
      // Without a column there is no update: where nothing is to change, its id stays what it is.
      .set({ id, url, event_types: eventTypes, ...(enabled === undefined ? {} : disabling(enabled)) })
      .where('id', '=', id)
      .where('workspace_id', '=', workspaceId)
      .returning(SHOWN)
      .executeTakeFirst();
    if (changed === undefined) return undefined;
    const detail = {
      ...(eventTypes === undefined ? {} : { eventTypes }),
      ...(enabled === undefined ? {} : { enabled }),
    };
    await noteEndpoint(tx, acting, workspaceId, 'webhook_endpoint_change', changed, detail);
    return changed;
  });
}

/**
 * At once, with its secrets, however much was sent there: the record of that, which nobody sees any more, is removed by and by
 * (database/retention.ts). Answers whether there was one.
 */
export function removeEndpoint(db: Db, workspaceId: string, id: string, acting: Acting): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const removed = await tx
      .deleteFrom('webhook_endpoints')
      .where('id', '=', id)
      .where('workspace_id', '=', workspaceId)
      .returning(['id', 'url'])
      .executeTakeFirst();
    if (removed === undefined) return false;
    await noteEndpoint(tx, acting, workspaceId, 'webhook_endpoint_remove', removed);
    return true;
  });
}

/**
 * A new secret, to be shown this once; the one before signs as well for a day. The one before that, where it still did, no longer
 * does. Undefined where the workspace has no such endpoint.
 *
 * @throws EndpointRefused
 */
export function rotateSecret(
  db: Db,
  workspaceId: string,
  id: string,
  acting: Acting,
): Promise<{ id: string; secret: string; oldEndsAt: Date } | undefined> {
  return db.transaction().execute(async (tx) => {
    const { secret, sealed } = await newSecret(tx, id);
    const rotated = await tx
      .updateTable('webhook_endpoints')
      .set(({ ref }) => ({
        old_secret: ref('secret'),
        old_secret_until: sql<Date>`now() + ${SECRET_OVERLAP_HOURS} * interval '1 hour'`,
        secret: sealed,
      }))
      .where('id', '=', id)
      .where('workspace_id', '=', workspaceId)
      .returning(['id', 'url', 'old_secret_until'])
      .executeTakeFirst();
    if (rotated?.old_secret_until == null) return undefined;
    const oldEndsAt = rotated.old_secret_until;
    const detail = { oldEndsAt: oldEndsAt.toISOString() };
    await noteEndpoint(tx, acting, workspaceId, 'webhook_endpoint_rotate', rotated, detail);
    return { id, secret, oldEndsAt };
  });
}

/** What an endpoint's secrets are bound to, the old one's as well: it only moves from one column to the other. */
export function secretContext(endpointId: string): string {
  return `webhook-endpoint/${endpointId}`;
}

/** An entry of the trail. Of the address only the host: some receivers know their senders by the rest. */
export function noteEndpoint(
  tx: Tx,
  acting: Acting,
  workspaceId: string,
  event: SecurityEvent,
  { id, url }: { id: string; url: string },
  detail: { eventTypes?: WebhookEvent[]; enabled?: boolean; oldEndsAt?: string } = {},
): Promise<void> {
  const entry = { endpointId: id, label: new URL(url).host, ...detail };
  return noteSecurity(tx, acting, { event, workspaceId, detail: entry });
}

async function newSecret(tx: Tx, endpointId: string): Promise<{ secret: string; sealed: Buffer }> {
  const key = await findSealingKey(tx);
  if (key === undefined) throw new EndpointRefused('no-sealing-key');
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  return { secret, sealed: await encrypt(key, secret, secretContext(endpointId)) };
}

function disabling(enabled: boolean) {
  if (enabled) return { disabled_at: null, disabled_reason: null };
  // One that is disabled already stays so as it was.
  return {
    disabled_at: sql<Date>`coalesce(disabled_at, now())`,
    disabled_reason: sql<'by_hand' | 'gone'>`coalesce(disabled_reason, 'by_hand')`,
  };
}
