import type { Db } from '../database/db.ts';

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
