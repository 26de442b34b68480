/** Who is told in the morning what waits for him, and what that is. */
import { sql } from 'kysely';
import { ACTION_COLUMNS } from '../database/columns.ts';
import type { Db } from '../database/db.ts';
import { stateOf } from '../decisions/standing.ts';
import { type Person, type ShownAction, shownAction } from './readTelling.ts';

export interface DigestReader extends Person {
  workspaceId: string;
  workspaceName: string;
  workspace: Person['settings'];
  notifyFrom: string | null;
}

/** A page of a workspace's people who decide, by id. */
export function listDigestReaders(db: Db, workspaceId: string, after: string, limit: number): Promise<DigestReader[]> {
  return db
    .selectFrom('users as u')
    .innerJoin('workspaces as w', 'w.id', 'u.workspace_id')
    .select(['u.id', 'u.display_name as name', 'u.email', 'u.slack_user_id as slackUserId', 'u.time_zone as timeZone'])
    .select(['u.locale', 'u.settings', 'w.settings as workspace', 'w.name as workspaceName', 'w.id as workspaceId'])
    .select(['w.notify_from as notifyFrom', sql<boolean>`true`.as('isHere')])
    .where('u.workspace_id', '=', workspaceId)
    .where('u.role', 'in', ['rep', 'manager'])
    .where('u.deactivated_at', 'is', null)
    .where('u.id', '>', after)
    .orderBy('u.id')
    .limit(limit)
    .execute();
}

export function listWorkspaceIds(db: Db): Promise<string[]> {
  return db
    .selectFrom('workspaces')
    .select('id')
    .orderBy('id')
    .execute()
    .then((rows) => rows.map(({ id }) => id));
}

export interface DigestAttempt {
  /** Whether nobody can have sent it yet. */
  isNew: boolean;
  /** Of an email: whether it may have left. */
  hasLeft: boolean;
}

/** The right to send somebody's digest of a day; undefined where it has been sent, or cannot be. */
export async function beginDigest(
  db: Db,
  { id: userId, workspaceId }: DigestReader,
  localDate: string,
): Promise<DigestAttempt | undefined> {
  const begun = await db
    .insertInto('digests')
    .values({ user_id: userId, workspace_id: workspaceId, local_date: localDate })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst();
  if (begun !== undefined) return { isNew: true, hasLeft: false };
  const earlier = await db
    .selectFrom('digests')
    .select(['state', 'left_at'])
    .where('user_id', '=', userId)
    .where('local_date', '=', localDate)
    .executeTakeFirstOrThrow();
  return earlier.state === 'sending' ? { isNew: false, hasLeft: earlier.left_at !== null } : undefined;
}

/** What came of it. */
export async function markDigest(
  db: Db,
  { id: userId }: Pick<DigestReader, 'id'>,
  localDate: string,
  change: {
    state?: 'sent' | 'failed';
    channel?: 'slack' | 'email';
    actions?: number;
    error?: string;
    leaving?: boolean;
  },
): Promise<void> {
  const { leaving, ...columns } = change;
  await db
    .updateTable('digests')
    .set({ ...columns, ...(leaving === undefined ? {} : { left_at: leaving ? sql<Date>`now()` : null }) })
    .where('user_id', '=', userId)
    .where('local_date', '=', localDate)
    .execute();
}

/** What waits for somebody's decision, his own and of those whom he covers now: the most pressing, and how many in all. */
export async function listWaiting(
  db: Db,
  { id: userId, workspaceId }: Pick<DigestReader, 'id' | 'workspaceId'>,
  limit: number,
): Promise<{ actions: (ShownAction & { isSeen: boolean })[]; total: number }> {
  const rows = await db
    .selectFrom('pending_autonomous_actions as a')
    .innerJoin('users as owner', 'owner.id', 'a.user_id')
    .select(ACTION_COLUMNS.map((column) => `a.${column}` as const))
    .select('owner.display_name as ownerName')
    .select(
      sql<boolean>`exists (select from action_views as v where v.action_id = a.id and v.user_id = ${userId})`.as(
        'isSeen',
      ),
    )
    .select(sql<number>`count(*) over ()::int`.as('total'))
    .where('a.workspace_id', '=', workspaceId)
    .where('a.status', '=', 'pending')
    .where('a.executing_at', 'is', null)
    .where('a.scheduled_approval', 'is', null)
    .where(sql<boolean>`(a.snoozed_until is null or a.snoozed_until <= now())`)
    .where(
      sql<boolean>`(a.user_id = ${userId} or a.user_id in (select user_id from covers
        where cover_id = ${userId} and begins_at <= now() and ends_at > now()))`,
    )
    // What leaves by itself within the day is told first, however urgent it is.
    .orderBy(sql`a.auto_execute_at is null or a.auto_execute_at > now() + interval '1 day'`)
    .orderBy('a.urgency_rank')
    .orderBy('a.act_by')
    .orderBy('a.id')
    .limit(limit)
    .execute();
  return {
    actions: rows.map(({ ownerName, isSeen, total, ...row }) => ({
      ...shownAction(row, stateOf(row), ownerName, null),
      isSeen,
    })),
    total: rows[0]?.total ?? 0,
  };
}
