import { sql } from 'kysely';
import type { Db, Tx } from '../database/db.ts';
import { type Owner, selectOwners } from '../people/people.ts';

/** How a CRM names a record's owner. */
export interface CrmOwner {
  ownerId: string | null;
  ownerEmail: string | null;
}

/** The active rep or manager whom the first of these owners maps to, by email or by the CRM's owner id. */
export async function findCrmOwner(
  db: Db | Tx,
  workspaceId: string,
  owners: readonly CrmOwner[],
): Promise<Owner | undefined> {
  for (const { ownerId, ownerEmail } of owners) {
    const user = await selectOwners(db)
      .where('u.workspace_id', '=', workspaceId)
      .where('u.role', 'in', ['rep', 'manager'])
      .where((eb) =>
        eb.or([
          eb(sql<string>`lower(u.email)`, '=', ownerEmail?.toLowerCase() ?? null),
          eb('u.crm_owner_id', '=', ownerId),
        ]),
      )
      .orderBy('u.id')
      .executeTakeFirst();
    if (user !== undefined) return user;
  }
  return undefined;
}
