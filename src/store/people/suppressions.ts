import type { Db } from '../database/db.ts';

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
export async function suppress(db: Db, workspaceId: string, address: string, reason?: string): Promise<void> {
  await db
    .insertInto('suppressions')
    .values({ workspace_id: workspaceId, address: address.trim().toLowerCase(), reason })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
