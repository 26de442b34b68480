import type { Settings } from '../domain/autoExecute.ts';
import { ActionNotFoundError } from '../domain/errors.ts';
import type { Tx } from './db.ts';
import type { ActionRow } from './schema.ts';

/**
 * The row of an action, locked until the transaction ends.
 *
 * @throws ActionNotFoundError
 */
export async function lockAction(tx: Tx, actionId: string): Promise<ActionRow> {
  const row = await tx
    .selectFrom('pending_autonomous_actions')
    .selectAll()
    .where('id', '=', actionId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new ActionNotFoundError(actionId);
  return row;
}

export interface EffectiveSettings {
  user: Settings;
  workspace: Settings;
  userActive: boolean;
  /** Postgres's clock: the one by which all deadlines are set. */
  now: Date;
}

/** What a user and the workspace have chosen, as of this transaction. */
export async function readSettings(tx: Tx, userId: string): Promise<EffectiveSettings> {
  const row = await tx
    .selectFrom('users')
    .innerJoin('workspaces', 'workspaces.id', 'users.workspace_id')
    .select(({ fn, eb }) => [
      'users.settings as user',
      'workspaces.settings as workspace',
      eb('users.deactivated_at', 'is', null).as('userActive'),
      fn<Date>('now').as('now'),
    ])
    .where('users.id', '=', userId)
    .executeTakeFirstOrThrow();
  return { user: row.user, workspace: row.workspace, userActive: Boolean(row.userActive), now: row.now };
}
