import { type SqlBool, sql } from 'kysely';
import type { Db } from '../database/db.ts';

/** Whether any workspace keeps emails by the hours of their recipients. */
export async function hasSendWindow(db: Db): Promise<boolean> {
  const found = await db
    .selectFrom('workspaces')
    .select('id')
    .where(sql<SqlBool>`settings ? 'sendWindow'`)
    .executeTakeFirst();
  return found !== undefined;
}

/** What a workspace is told of itself. @throws where there is no such workspace */
export function readWorkspace(db: Db, id: string) {
  return db
    .selectFrom('workspaces')
    .select([
      'id',
      'name',
      'currency',
      'time_zone as timeZone',
      'postal_address as postalAddress',
      'notify_from as notifyFrom',
      'crm',
    ])
    .select('require_postal_address as requirePostalAddress')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}
