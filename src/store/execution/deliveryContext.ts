import type { Selectable } from 'kysely';
import type { Db } from '../database/db.ts';
import type { Schema } from '../database/schema.ts';

/** On whose behalf an action executes. Mail servers' URLs are still encrypted. */
export interface DeliveryContext {
  user: Selectable<Schema['users']>;
  workspace: Selectable<Schema['workspaces']>;
  mailbox: Selectable<Schema['mailboxes']> | undefined;
}

/** The rep, the workspace and the rep's own mail servers, as of now. */
export async function readDeliveryContext(db: Db, userId: string): Promise<DeliveryContext> {
  const user = await db.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirstOrThrow();
  const workspace = await db
    .selectFrom('workspaces')
    .selectAll()
    .where('id', '=', user.workspace_id)
    .executeTakeFirstOrThrow();
  const mailbox = await db.selectFrom('mailboxes').selectAll().where('user_id', '=', userId).executeTakeFirst();
  return { user, workspace, mailbox };
}
