import type { Settings } from '../../domain/autoExecute.ts';
import type { Db } from '../database/db.ts';

/** A user's own choices and his workspace's for all its users. */
export interface SettingsPair {
  own: Settings;
  workspace: Settings;
}

/** @throws where there is no such user */
export function readSettings(db: Db, userId: string): Promise<SettingsPair> {
  return db
    .selectFrom('users as u')
    .innerJoin('workspaces as w', 'w.id', 'u.workspace_id')
    .select(['u.settings as own', 'w.settings as workspace'])
    .where('u.id', '=', userId)
    .executeTakeFirstOrThrow();
}

/** Replaces a user's own settings. */
export async function writeSettings(db: Db, userId: string, settings: Settings): Promise<void> {
  await db
    .updateTable('users')
    .set({ settings: JSON.stringify(settings) })
    .where('id', '=', userId)
    .execute();
}

/** @throws where there is no such workspace */
export async function readWorkspaceSettings(db: Db, workspaceId: string): Promise<Settings> {
  const { settings } = await db
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return settings;
}

/** Replaces the defaults of a workspace's users. */
export async function writeWorkspaceSettings(db: Db, workspaceId: string, settings: Settings): Promise<void> {
  await db
    .updateTable('workspaces')
    .set({ settings: JSON.stringify(settings) })
    .where('id', '=', workspaceId)
    .execute();
}
