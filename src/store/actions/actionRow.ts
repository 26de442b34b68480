import { sql } from 'kysely';
import type { Credential } from '../../domain/actor.ts';
import type { Settings, WorkspaceSettings } from '../../domain/autoExecute.ts';
import { ActionNotFoundError } from '../../domain/errors.ts';
import type { SendingRules } from '../../domain/sendingRules.ts';
import { stillStands } from '../access/credentials.ts';
import { inScope, type Scope } from '../access/scope.ts';
import { ACTION_COLUMNS } from '../database/columns.ts';
import type { Db, Tx } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';
import { RULES } from '../execution/leaving.ts';

export interface LockedAction {
  row: ActionRow;
  /** Postgres's clock: the one by which all deadlines are set. */
  now: Date;
  /** When its workspace wants emails to leave; null: whenever they are approved. */
  rules: SendingRules | null;
}

/**
 * The row of an action, locked until the transaction ends.
 *
 * @param scope where given, an action outside it is not there
 * @param credential where given, nothing is there for one that has ended
 * @throws ActionNotFoundError
 */
export async function lockAction(
  tx: Tx,
  actionId: string,
  scope?: Scope,
  credential?: Credential,
): Promise<LockedAction> {
  const found = await tx
    .selectFrom('pending_autonomous_actions as a')
    .select(ACTION_COLUMNS)
    .select([sql<Date>`clock_timestamp()`.as('lockedAt'), RULES.as('rules')])
    .where('a.id', '=', actionId)
    .$if(scope !== undefined, (query) => query.where(inScope(scope ?? NOWHERE, 'a.user_id')))
    .$if(credential !== undefined, (query) => query.where(stillStands(credential ?? NONE)))
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined) throw new ActionNotFoundError(actionId);
  const { lockedAt, rules, ...row } = found;
  return { row, now: lockedAt, rules };
}

const NOWHERE: Scope = { workspaceId: '', userId: '', reach: 'none' };
const NONE: Credential = { kind: 'token', tokenId: '' };

export interface EffectiveSettings {
  user: Settings;
  workspace: WorkspaceSettings;
  userActive: boolean;
  /** Postgres's clock: the one by which all deadlines are set. */
  now: Date;
}

/** What a user and the workspace have chosen, as of this transaction. */
export function readEffectiveSettings(tx: Tx, userId: string): Promise<EffectiveSettings> {
  return effectiveSettings(tx, userId).executeTakeFirstOrThrow();
}

/** The question for them, for whoever asks more in the same statement. */
export function effectiveSettings(db: Db, userId: string) {
  return db
    .selectFrom('users')
    .innerJoin('workspaces', 'workspaces.id', 'users.workspace_id')
    .select([
      'users.settings as user',
      'workspaces.settings as workspace',
      sql<boolean>`users.deactivated_at is null`.as('userActive'),
      sql<Date>`now()`.as('now'),
    ])
    .where('users.id', '=', userId);
}
