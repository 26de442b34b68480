/** With what senders of the generic webhook sign: made, replaced and revoked by administrators, each with its entry in the security trail. */
import { randomBytes } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Acting } from '../../domain/securityEvents.ts';
import type { Db, Tx } from '../database/db.ts';
import type { Schema } from '../database/schema.ts';
import { noteSecurity } from './securityTrail.ts';

/** Every request that is not signed rightly is compared with each of them. */
export const MAX_WEBHOOK_KEYS = 5;

/** Standard Webhooks 1.0: between 24 and 64 bytes. */
const SECRET_BYTES = 32;

/** There are as many keys in force as a workspace may have; nothing was made. */
export class TooManyWebhookKeys extends Error {
  override readonly name = 'TooManyWebhookKeys';

  constructor() {
    super(`there are ${MAX_WEBHOOK_KEYS} keys in force: revoke one first`);
  }
}

export interface MadeWebhookKey {
  id: string;
  /** `whsec_…`: to be shown this once. */
  secret: string;
}

/** @throws TooManyWebhookKeys */
export function addWebhookKey(db: Db, workspaceId: string, label: string, acting: Acting): Promise<MadeWebhookKey> {
  return db.transaction().execute((tx) => insertKey(tx, workspaceId, label, acting));
}

/**
 * Makes another key of the same name, and lets this one end after so many hours, or when it ends already. Undefined where none
 * of this id is in force.
 *
 * @throws TooManyWebhookKeys
 */
export function replaceWebhookKey(
  db: Db,
  workspaceId: string,
  id: string,
  overlapHours: number,
  acting: Acting,
): Promise<(MadeWebhookKey & { oldEndsAt: Date }) | undefined> {
  return db.transaction().execute(async (tx) => {
    const old = await tx
      .updateTable('webhook_keys')
      .set({ expires_at: sql<Date>`least(expires_at, now() + ${overlapHours} * interval '1 hour')` })
      .where('id', '=', id)
      .where('workspace_id', '=', workspaceId)
      .where(isInForce)
      .returning(['label', 'expires_at'])
      .executeTakeFirst();
    if (old?.expires_at == null) return undefined;
    const { label, expires_at: oldEndsAt } = old;
    const made = await insertKey(tx, workspaceId, label, acting);
    const detail = { keyId: id, label, replacedBy: made.id, endsAt: oldEndsAt.toISOString() };
    await noteSecurity(tx, acting, { event: 'webhook_key_replace', workspaceId, detail });
    return { ...made, oldEndsAt };
  });
}

/** Nothing that is signed with it is taken any more; its secret is forgotten. Answers whether it was in force, or had only expired. */
export function revokeWebhookKey(db: Db, workspaceId: string, id: string, acting: Acting): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const revoked = await tx
      .updateTable('webhook_keys')
      .set({ revoked_at: sql<Date>`now()`, secret: null })
      .where('id', '=', id)
      .where('workspace_id', '=', workspaceId)
      .where('revoked_at', 'is', null)
      .returning('label')
      .executeTakeFirst();
    if (revoked === undefined) return false;
    const detail = { keyId: id, label: revoked.label };
    await noteSecurity(tx, acting, { event: 'webhook_key_revoke', workspaceId, detail });
    return true;
  });
}

/** All that there ever were, the oldest first, without their secrets. */
export function listWebhookKeys(
  db: Db,
  workspaceId: string,
): Promise<Omit<Selectable<Schema['webhook_keys']>, 'secret' | 'workspace_id'>[]> {
  return db
    .selectFrom('webhook_keys')
    .select(['id', 'label', 'created_at', 'last_used_at', 'expires_at', 'revoked_at'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

export interface WebhookKey {
  id: string;
  workspaceId: string;
  secret: string;
}

/** Of every workspace, those that were used last first. */
export async function webhookKeysInForce(db: Db): Promise<WebhookKey[]> {
  const rows = await db
    .selectFrom('webhook_keys')
    .select(['id', 'workspace_id as workspaceId', 'secret'])
    .where(isInForce)
    .orderBy(sql`last_used_at desc nulls last`)
    .execute();
  return rows.flatMap(({ secret, ...key }) => (secret === null ? [] : { ...key, secret }));
}

/** Notes the use, to the minute: of many events only one writes. */
export async function noteWebhookKeyUse(db: Db, id: string): Promise<void> {
  await db
    .updateTable('webhook_keys')
    .set({ last_used_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where(({ or, eb }) =>
      or([eb('last_used_at', 'is', null), eb('last_used_at', '<', sql<Date>`now() - interval '1 minute'`)]),
    )
    .execute();
}

const isInForce = sql<boolean>`revoked_at is null and (expires_at is null or expires_at > now())`;

async function insertKey(tx: Tx, workspaceId: string, label: string, acting: Acting): Promise<MadeWebhookKey> {
  // Two who make the last one at once meet here.
  await tx.selectFrom('workspaces').select('id').where('id', '=', workspaceId).forUpdate().executeTakeFirstOrThrow();
  const { count } = await tx
    .selectFrom('webhook_keys')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('workspace_id', '=', workspaceId)
    .where(isInForce)
    .executeTakeFirstOrThrow();
  if (count >= MAX_WEBHOOK_KEYS) throw new TooManyWebhookKeys();
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  const { id } = await tx
    .insertInto('webhook_keys')
    .values({ workspace_id: workspaceId, label, secret })
    .returning('id')
    .executeTakeFirstOrThrow();
  await noteSecurity(tx, acting, { event: 'webhook_key_add', workspaceId, detail: { keyId: id, label } });
  return { id, secret };
}
