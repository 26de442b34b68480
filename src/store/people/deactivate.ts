/** Somebody leaves, by whatever door: one transaction that shuts out, and disarms everything that would act in his name. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import type { Settings } from '../../domain/autoExecute.ts';
import { asksAgain } from '../../domain/decide.ts';
import type { Role } from '../../domain/roles.ts';
import type { Acting } from '../../domain/securityEvents.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import { endSessions } from '../access/sessions.ts';
import { revokeTokens } from '../access/tokens.ts';
import { transition } from '../actions/transition.ts';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import type { ActionRow } from '../database/schema.ts';
import { moved } from '../decisions/decideAction.ts';
import { stateOf } from '../decisions/standing.ts';
import { coverOf, endCoversOf } from './covers.ts';
import { handOver } from './handOver.ts';
import { removeMailbox } from './mailboxes.ts';
import { checkAdminIsLeft, isUniqueViolation, lockPeople } from './rules.ts';

/** What came of what was his. */
export interface Left {
  /** Automatic executions called off and scheduled approvals voided. */
  disarmed: number;
  /** Who has his pending actions now; null where nobody covers him and he has no manager. */
  handedTo: string | null;
  handedOver: number;
  /** Pending actions that stay with him, for whoever administers: nobody takes them, or has the same situation pending. */
  kept: number;
}

/** Each is lost only to an action made in that very moment. */
const MAX_ROUNDS = 5;

interface Leaver {
  id: string;
  name: string;
  role: Role;
  managerId: string | null;
  settings: Settings;
}

/**
 * From now on nothing is accepted of the user, and nothing is done in his name: sessions, streams, tokens, the mailbox's
 * credentials and the link to Slack are gone, his automatic executions called off, the approvals that wait for their undo
 * window, his own and those he gave for others, voided. His pending actions go to his cover, else to his manager. What is being
 * executed already is judged again by its next attempt (`claimExecution`). Undefined where there is no such active user.
 *
 * @throws PersonRefused where he is the last who administers
 */
export function deactivateUser(db: Db, workspaceId: string, userId: string, acting: Acting): Promise<Left | undefined> {
  return whereOneMayLeave(db, (tx) => leave(tx, workspaceId, userId, acting));
}

/** A transaction in which somebody may leave (`leave`): done again where it is lost to an action made in that very moment. */
export async function whereOneMayLeave<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let round = 1; ; round += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      // The receiver was given an action of the same situation in between: the next round finds it.
      if (!isUniqueViolation(error) || round === MAX_ROUNDS) throw error;
    }
  }
}

/** deactivateUser, in a transaction of whereOneMayLeave that has more to do. @throws PersonRefused */
export async function leave(tx: Tx, workspaceId: string, userId: string, acting: Acting): Promise<Left | undefined> {
  await lockPeople(tx, workspaceId);
  const leaver = await shutOut(tx, workspaceId, userId);
  if (leaver === undefined) return undefined;
  if (leaver.role === 'admin') await checkAdminIsLeft(tx, workspaceId);
  const sessions = await endSessions(tx, userId, acting);
  const tokens = await revokeTokens(tx, userId, acting);
  await removeMailbox(tx, userId, acting);
  await disarmSettings(tx, leaver);
  const receiver = await findReceiver(tx, workspaceId, leaver);
  await endCoversOf(tx, userId);
  const armed = await lockArmed(tx, workspaceId, userId);
  for (const action of armed) await disarm(tx, action, leaver);
  const { handedOver, kept } = await handOver(tx, leaver, receiver);
  const left = { disarmed: armed.length, handedTo: receiver ?? null, handedOver, kept };
  await noteSecurity(tx, acting, { event: 'user_deactivate', about: userId, detail: { sessions, tokens, ...left } });
  return left;
}

/**
 * Lets somebody in again who had left. Nothing of what was taken comes back: he signs in anew, what executes by itself he
 * switches on anew. Answers whether there was such a user.
 */
export function reactivateUser(db: Db | Tx, workspaceId: string, userId: string, acting: Acting): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('users')
      .set({ deactivated_at: null })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', userId)
      .where('deactivated_at', 'is not', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await noteSecurity(tx, acting, { event: 'user_reactivate', about: userId });
    return true;
  });
}

/** What is being written for him is waited for, and found by what follows; what comes later is refused (`checkIsHere`). */
async function shutOut(tx: Tx, workspaceId: string, userId: string): Promise<Leaver | undefined> {
  await tx.selectFrom('users').select('id').where('id', '=', userId).forUpdate().execute();
  return tx
    .updateTable('users')
    .set({ deactivated_at: sql<Date>`now()`, slack_user_id: null })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', userId)
    .where('deactivated_at', 'is', null)
    .returning(['id', 'display_name as name', 'role', 'manager_id as managerId', 'settings'])
    .executeTakeFirst();
}

/** Off, not absent: what is absent would come from the workspace's defaults if he came back. */
async function disarmSettings(tx: Tx, { id, settings }: Leaver): Promise<void> {
  const off = Object.fromEntries(
    ACTION_TYPES.map((type) => [type, { autoExecuteDelayMinutes: 0, ...settings.autoExecute?.[type], enabled: false }]),
  );
  await tx
    .updateTable('users')
    .set({ settings: JSON.stringify({ ...settings, autoExecute: off }) })
    .where('id', '=', id)
    .execute();
}

async function findReceiver(tx: Tx, workspaceId: string, { id, managerId }: Leaver): Promise<string | undefined> {
  const cover = await coverOf(tx, id);
  if (cover !== undefined || managerId === null) return cover;
  const manager = await tx
    .selectFrom('users')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', managerId)
    // Whoever administers decides on nothing.
    .where('role', 'in', ['rep', 'manager'])
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  return manager?.id;
}

function lockArmed(tx: Tx, workspaceId: string, userId: string): Promise<ActionRow[]> {
  return tx
    .selectFrom('pending_autonomous_actions')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('status', '=', 'pending')
    .where('executing_at', 'is', null)
    .where(({ or, and, eb }) =>
      or([
        and([
          eb('user_id', '=', userId),
          or([eb('auto_execute_at', 'is not', null), eb('scheduled_approval', 'is not', null)]),
        ]),
        eb(sql`scheduled_approval ->> 'by'`, '=', userId),
      ]),
    )
    .orderBy('id')
    .forUpdate()
    .execute();
}

async function disarm(tx: Tx, action: ActionRow, { id, name }: Leaver): Promise<void> {
  const expiresAt = new Date(asksAgain(stateOf(action), Date.now()).expiresAtMs);
  const changes = moved('expiresAt', action.expires_at, expiresAt);
  await transition(tx, action, {
    // Whoever voids an approval calls off what has become due meanwhile: it asks again (product rules, section 6).
    columns: { scheduled_approval: null, auto_execute_at: null, expires_at: expiresAt },
    entry: {
      changes: Object.keys(changes).length > 0 ? changes : undefined,
      // He may leave a second time.
      commandId: `left/${id}/${randomUUID()}`,
      command: 'disarm',
      by: null,
      channel: 'system',
      at: new Date(),
      message: `${name} has left: nothing happens by itself any more`,
    },
  });
}
