import { type OnConflictBuilder, sql } from 'kysely';
import type { Acting } from '../../domain/securityEvents.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import type { Db } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import type { Schema } from '../database/schema.ts';

/**
 * Whether nobody in the workspace may email this address: itself or its whole domain is on the list. Case and
 * surrounding blanks make no difference.
 */
export async function isSuppressed(db: Db, workspaceId: string, address: string): Promise<boolean> {
  const normal = address.trim().toLowerCase();
  const domain = normal.slice(normal.lastIndexOf('@'));
  const found = await db
    .selectFrom('suppressions')
    .select('address')
    .where('workspace_id', '=', workspaceId)
    .where('address', 'in', [normal, domain])
    .executeTakeFirst();
  return found !== undefined;
}

/** How an address itself stands on the list; undefined where it does not, be its domain there or not. */
export function findSuppression(db: Db, workspaceId: string, address: string) {
  return db
    .selectFrom('suppressions')
    .select(['reason', 'created_at as since'])
    .where('workspace_id', '=', workspaceId)
    .where('address', '=', address.trim().toLowerCase())
    .executeTakeFirst();
}

/**
 * Puts an address, or `@domain` for all of a domain, on the list; adding it again changes nothing.
 *
 * @param options.overOtherReasons where it stands there for another reason, this one holds from now on; the trail keeps the other
 */
export function suppress(
  db: Db,
  workspaceId: string,
  { address, reason }: { address: string; reason?: string },
  acting: Acting,
  { overOtherReasons = false } = {},
): Promise<void> {
  const entry = { workspace_id: workspaceId, address: address.trim().toLowerCase(), reason: reason ?? null };
  return inTransaction(db, async (tx) => {
    const before = overOtherReasons ? await findSuppression(tx, workspaceId, address) : undefined;
    const changed = await tx
      .insertInto('suppressions')
      .values(entry)
      .onConflict((conflict) => (overOtherReasons ? reasonInstead(conflict, entry.reason) : conflict.doNothing()))
      .returning('address')
      .executeTakeFirst();
    if (changed === undefined) return;
    const detail = { address: withoutPerson(changed.address), ...(before && asItWas(before)) };
    const event = before === undefined ? 'suppression_add' : 'suppression_change';
    await noteSecurity(tx, acting, { event, workspaceId, detail });
  });
}

function reasonInstead(conflict: OnConflictBuilder<Schema, 'suppressions'>, reason: string | null) {
  return conflict
    .columns(['workspace_id', 'address'])
    .doUpdateSet({ reason, created_at: sql<Date>`now()` })
    .where('suppressions.reason', 'is distinct from', reason);
}

/** For the trail, as the list says it no longer; without the addresses that an administrator may have written in it. */
function asItWas({ reason, since }: { reason: string | null; since: Date }) {
  return { was: reason?.replace(/[^\s@]+(?=@)/g, '…') ?? 'no reason', since: since.toISOString() };
}

/** Takes an address, or `@domain`, off the list. Answers whether it stood there. */
export function unsuppress(db: Db, workspaceId: string, address: string, acting: Acting): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom('suppressions')
      .where('workspace_id', '=', workspaceId)
      .where('address', '=', address.trim().toLowerCase())
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    const detail = { address: withoutPerson(address) };
    await noteSecurity(tx, acting, { event: 'suppression_remove', workspaceId, detail });
    return true;
  });
}

/** The whole list, by address. */
export function listSuppressions(db: Db, workspaceId: string) {
  return db
    .selectFrom('suppressions')
    .select(['address', 'reason', 'created_at as createdAt'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('address')
    .execute();
}

/** Nothing is ever taken out of the trail: a person's address, who may ask to be forgotten, does not go in. */
function withoutPerson(address: string): string {
  const [person, domain] = address.trim().toLowerCase().split('@');
  return person === '' ? `@${domain}` : `…@${domain}`;
}
