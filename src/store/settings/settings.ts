import { ONLY_ADMINS_SET, type Settings, type WorkspaceSettings } from '../../domain/autoExecute.ts';
import type { Role } from '../../domain/roles.ts';
import type { Acting } from '../../domain/securityEvents.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import type { Db } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import { PersonRefused } from '../people/rules.ts';
import { difference } from './difference.ts';
import { refuseUnlessAdmin } from './onlyAdmins.ts';

/** A user's own choices and his workspace's for all its users. */
export interface SettingsPair {
  own: Settings;
  workspace: WorkspaceSettings;
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

/** Replaces a user's own settings. @throws PersonRefused where he has left: what was switched off then stays so */
export function writeSettings(db: Db, userId: string, settings: Settings, acting: Acting): Promise<void> {
  return inTransaction(db, async (tx) => {
    const user = await tx
      .selectFrom('users')
      .select('settings as before')
      .where('id', '=', userId)
      .where('deactivated_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (user === undefined) throw new PersonRefused('deactivated');
    await tx
      .updateTable('users')
      .set({ settings: JSON.stringify(settings) })
      .where('id', '=', userId)
      .execute();
    await noteSecurity(tx, acting, {
      event: 'settings_change',
      about: userId,
      detail: difference(user.before, settings),
    });
  });
}

/** @throws where there is no such workspace */
export async function readWorkspaceSettings(db: Db, workspaceId: string): Promise<WorkspaceSettings> {
  const { settings } = await db
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return settings;
}

/**
 * Replaces what a workspace has chosen: its users' defaults, and when emails leave.
 *
 * @param role of whoever changes it
 * @throws OnlyAdminsSet
 */
export function writeWorkspaceSettings(
  db: Db,
  workspaceId: string,
  settings: WorkspaceSettings,
  { role, ...acting }: Acting & { role: Role },
): Promise<void> {
  return inTransaction(db, async (tx) => {
    const { before } = await tx
      .selectFrom('workspaces')
      .select('settings as before')
      .where('id', '=', workspaceId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    refuseUnlessAdmin(role, ONLY_ADMINS_SET, before, settings);
    await tx
      .updateTable('workspaces')
      .set({ settings: JSON.stringify(settings) })
      .where('id', '=', workspaceId)
      .execute();
    const detail = difference(before, settings);
    await noteSecurity(tx, acting, { event: 'workspace_settings_change', workspaceId, detail });
  });
}
