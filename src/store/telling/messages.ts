/** What people were told of an action, message by message. */
import { sql } from 'kysely';
import type { NoticeKind } from '../../domain/notifications.ts';
import type { Db } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';

export interface ActionMessage {
  id: string;
  userId: string;
  kind: NoticeKind;
  channel: 'slack' | 'email';
  state: 'sending' | 'sent' | 'failed';
  slackChannel: string | null;
  slackTs: string | null;
  /** A digest of what it shows; null: not known. */
  shows: string | null;
  createdAt: Date;
  sentAt: Date | null;
  /** When an email was about to leave: it is not sent again. */
  leftAt: Date | null;
}

const COLUMNS = [
  'id',
  'user_id as userId',
  'kind',
  'channel',
  'state',
  'slack_channel as slackChannel',
  'slack_ts as slackTs',
  'shows',
  'created_at as createdAt',
  'sent_at as sentAt',
  'left_at as leftAt',
] as const;

/** All of an action's, the oldest first. */
export function listMessages(db: Db, actionId: string): Promise<ActionMessage[]> {
  return db
    .selectFrom('action_messages')
    .select(COLUMNS)
    .where('action_id', '=', actionId)
    .orderBy('created_at')
    .execute();
}

/** An action as it was when it was looked at. */
export type LookedAt = Pick<ActionRow, 'id' | 'workspace_id' | 'status' | 'version' | 'user_id' | 'scheduled_approval'>;

/**
 * Notes that a message is about to leave; undefined where another to the same person is on its way, or the action is not what it
 * was: a decision comes first, and nothing is begun, or finds the message and has it looked at again.
 */
export function beginMessage(
  db: Db,
  seen: LookedAt,
  { userId, kind, channel }: Pick<ActionMessage, 'userId' | 'kind' | 'channel'>,
): Promise<ActionMessage | undefined> {
  return db.transaction().execute(async (tx) => {
    const unchanged = await tx
      .selectFrom('pending_autonomous_actions')
      .select('id')
      .where('id', '=', seen.id)
      .where('status', '=', seen.status)
      .where('version', '=', seen.version)
      .where('user_id', '=', seen.user_id)
      .where('scheduled_approval', 'is', null)
      // What a decision locks it by waits for this, and this for it.
      .forShare()
      .executeTakeFirst();
    if (unchanged === undefined) return undefined;
    return tx
      .insertInto('action_messages')
      .values({ workspace_id: seen.workspace_id, action_id: seen.id, user_id: userId, kind, channel })
      .onConflict((conflict) => conflict.doNothing())
      .returning(COLUMNS)
      .executeTakeFirst();
  });
}

/**
 * It has arrived, and shows this.
 *
 * @param seq of the telling: where something has changed since, what it shows is not known
 */
export async function markSent(
  db: Db,
  id: string,
  { slack, shows, seq }: { slack?: { channel: string; ts: string | null }; shows: string | null; seq: number },
): Promise<void> {
  await db
    .updateTable('action_messages as m')
    .set({
      state: 'sent',
      slack_channel: slack?.channel,
      slack_ts: slack?.ts,
      shows: sql<string | null>`case when exists (
        select from tellings as t where t.action_id = m.action_id and t.seq = ${seq}) then ${shows}::text end`,
      sent_at: sql<Date>`coalesce(sent_at, now())`,
    })
    .where('m.id', '=', id)
    .execute();
}

/** An email's last byte is about to leave. @throws Error where somebody else has sent it meanwhile: it must not leave twice */
export async function markLeaving(db: Db, id: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('action_messages')
    .set({ left_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('left_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new Error('the email has been sent by another worker');
}

/** It did not leave after all. */
export async function markStayed(db: Db, id: string): Promise<void> {
  await db.updateTable('action_messages').set({ left_at: null }).where('id', '=', id).execute();
}

/** It cannot be told this way; that is not tried again. */
export async function markMessageFailed(db: Db, id: string, error: string): Promise<void> {
  await db
    .updateTable('action_messages')
    .set({ state: 'failed', error, sent_at: sql<Date>`coalesce(sent_at, now())` })
    .where('id', '=', id)
    .execute();
}

/** What messages show is not known any more: somebody else may be writing to them. */
export async function forgetShown(db: Db, actionId: string): Promise<void> {
  await db.updateTable('action_messages').set({ shows: null }).where('action_id', '=', actionId).execute();
}

/** It is not sent any more: what it would tell is over, or whom it would tell has nothing to do with it. */
export async function withdrawMessage(db: Db, id: string): Promise<void> {
  await db.deleteFrom('action_messages').where('id', '=', id).where('state', '=', 'sending').execute();
}

/** It has arrived, and could not be written anew; that is not tried again. */
export async function markUnwritable(
  db: Db,
  id: string,
  { shows, error }: { shows: string; error: string },
): Promise<void> {
  await db.updateTable('action_messages').set({ shows, error }).where('id', '=', id).execute();
}
