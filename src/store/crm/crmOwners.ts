import { sql } from 'kysely';
import type { Db, Tx } from '../database/db.ts';
import type { Owner } from '../people/people.ts';

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
    const user = await db
      .selectFrom('users as u')
      .innerJoin('workspaces as w', 'w.id', 'u.workspace_id')
      .select([
        'u.id',
        'u.role',
        'u.display_name as displayName',
        'u.time_zone as timeZone',
        'w.currency',
        'u.settings',
        'w.crm as workspaceCrm',
        'w.settings as workspaceSettings',
      ])
      .where('u.workspace_id', '=', workspaceId)
      .where('u.role', 'in', ['rep', 'manager'])
      .where('u.deactivated_at', 'is', null)
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
