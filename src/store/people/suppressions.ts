import type { Acting } from '../../domain/securityEvents.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import type { Db } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';

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

/** Puts an address, or `@domain` for all of a domain, on the list; adding it again changes nothing. */
export function suppress(
  db: Db,
  workspaceId: string,
  { address, reason }: { address: string; reason?: string },
  acting: Acting,
): Promise<void> {
  return inTransaction(db, async (tx) => {
    const added = await tx
      .insertInto('suppressions')
      .values({ workspace_id: workspaceId, address: address.trim().toLowerCase(), reason })
      .onConflict((conflict) => conflict.doNothing())
      .returning('address')
      .executeTakeFirst();
    if (added === undefined) return;
    const detail = { address: withoutPerson(added.address) };
    await noteSecurity(tx, acting, { event: 'suppression_add', workspaceId, detail });
  });
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
