/** What people were told of an action, message by message. */
import { sql } from 'kysely';
import type { NoticeKind } from '../../domain/notifications.ts';
import type { Db } from '../database/db.ts';

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

/** Notes that a message is about to leave; undefined where another to the same person is on its way. */
export function beginMessage(
  db: Db,
  message: { workspaceId: string; actionId: string } & Pick<ActionMessage, 'userId' | 'kind' | 'channel'>,
): Promise<ActionMessage | undefined> {
  const { workspaceId, actionId, userId, kind, channel } = message;
  return db
    .insertInto('action_messages')
    .values({ workspace_id: workspaceId, action_id: actionId, user_id: userId, kind, channel })
    .onConflict((conflict) => conflict.doNothing())
    .returning(COLUMNS)
    .executeTakeFirst();
}

/** It has arrived, and shows this. */
export async function markSent(
  db: Db,
  id: string,
  { slack, shows }: { slack?: { channel: string; ts: string | null }; shows: string | null },
): Promise<void> {
  await db
    .updateTable('action_messages')
    .set({
      state: 'sent',
      slack_channel: slack?.channel,
      slack_ts: slack?.ts,
      shows,
      sent_at: sql<Date>`coalesce(sent_at, now())`,
    })
    .where('id', '=', id)
    .execute();
}

/** An email's last byte is about to leave. */
export async function markLeaving(db: Db, id: string): Promise<void> {
  await db.updateTable('action_messages').set({ left_at: sql<Date>`now()` }).where('id', '=', id).execute();
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

/** Of which action a message in Slack is; undefined where it is none of ours. */
export function findSlackMessage(
  db: Db,
  { channel, ts }: { channel: string; ts: string },
): Promise<{ actionId: string; userId: string } | undefined> {
  return db
    .selectFrom('action_messages')
    .select(['action_id as actionId', 'user_id as userId'])
    .where('slack_channel', '=', channel)
    .where('slack_ts', '=', ts)
    .executeTakeFirst();
}
