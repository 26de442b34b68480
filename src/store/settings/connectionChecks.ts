/** What the last test of each connection has found. */
import { sql } from 'kysely';
import type { CheckSection, ConnectionName } from '../../domain/check.ts';
import type { Db } from '../database/db.ts';

export interface ConnectionCheck {
  name: ConnectionName;
  sections: CheckSection[];
  checkedAt: Date;
}

/** In the place of what was found before. */
export async function saveCheck(
  db: Db,
  workspaceId: string,
  name: ConnectionName,
  sections: CheckSection[],
): Promise<void> {
  const found = { sections: JSON.stringify(sections), checked_at: sql<Date>`now()` };
  await db
    .insertInto('connection_checks')
    .values({ workspace_id: workspaceId, name, ...found })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'name']).doUpdateSet(found))
    .execute();
}

export function listChecks(db: Db, workspaceId: string): Promise<ConnectionCheck[]> {
  return db
    .selectFrom('connection_checks')
    .select(['name', 'sections', 'checked_at as checkedAt'])
    .where('workspace_id', '=', workspaceId)
    .execute();
}
