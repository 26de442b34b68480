import { sql } from 'kysely';
import type { Subject } from '../../domain/subject.ts';
import type { TriggerType } from '../../domain/triggers.ts';
import { inScope, type Scope } from '../access/scope.ts';
import type { Db } from '../database/db.ts';
import { cursorTime, olderThan, type Page, type PageRequest, toPage } from '../database/paging.ts';

export interface Alert {
  id: string;
  userId: string;
  triggerType: TriggerType;
  title: string;
  summary: string;
  severity: 'info' | 'warning' | 'critical';
  companyId: string | null;
  dealId: string | null;
  subject: Subject;
  /** The action that it made or, as a duplicate, joined. */
  actionId: string | null;
  createdAt: Date;
  readAt: Date | null;
}

const COLUMNS = [
  'r.id',
  'r.user_id as userId',
  'r.trigger_type as triggerType',
  'r.title',
  'r.summary',
  'r.severity',
  'r.company_id as companyId',
  'r.deal_id as dealId',
  'r.subject',
  'r.action_id as actionId',
  'r.created_at as createdAt',
  'r.read_at as readAt',
] as const;

/** The newest first. @throws CursorError */
export async function listAlerts(
  db: Db,
  scope: Scope,
  { limit, cursor, unread }: PageRequest & { unread?: boolean },
): Promise<Page<Alert>> {
  const rows = await db
    .selectFrom('realtime_alerts as r')
    .select([...COLUMNS, cursorTime('r.created_at').as('key')])
    .where(inScope(scope, 'r.user_id'))
    .where(olderThan(cursor, 'r'))
    .$if(unread !== undefined, (query) => query.where('r.read_at', unread ? 'is' : 'is not', null))
    .orderBy('r.created_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows, 'newest', limit, ({ key, id }) => [key, id]);
}

/** Beyond this many unread it does not matter how many. */
export const MAX_UNREAD_COUNTED = 100;

/** How many of a scope nobody has read; of very many, MAX_UNREAD_COUNTED. */
export async function countUnread(db: Db, scope: Scope): Promise<number> {
  const unread = db
    .selectFrom('realtime_alerts as r')
    .select('r.id')
    .where(inScope(scope, 'r.user_id'))
    .where('r.read_at', 'is', null)
    .limit(MAX_UNREAD_COUNTED)
    .as('unread');
  const { count } = await db
    .selectFrom(unread)
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

const MAX_ALERTS_OF_ACTION = 200;

/** The alert that made an action and those that joined it, the oldest first; of very many, the newest 200. */
export async function listAlertsOf(db: Db, actionId: string): Promise<Alert[]> {
  const newestFirst = await db
    .selectFrom('realtime_alerts as r')
    .select(COLUMNS)
    .where('r.action_id', '=', actionId)
    .orderBy('r.created_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(MAX_ALERTS_OF_ACTION)
    .execute();
  return newestFirst.reverse();
}

/** Marks as read, keeping the time of the first reading. Undefined where there is no such alert in the scope. */
export function markRead(db: Db, scope: Scope, alertId: string): Promise<Alert | undefined> {
  return db
    .updateTable('realtime_alerts as r')
    .set({ read_at: sql<Date>`coalesce(r.read_at, now())` })
    .where('r.id', '=', alertId)
    .where(inScope(scope, 'r.user_id'))
    .returning(COLUMNS)
    .executeTakeFirst();
}

/** Marks everything unread in the scope as read; answers how many. */
export async function markAllRead(db: Db, scope: Scope): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('realtime_alerts as r')
    .set({ read_at: sql<Date>`now()` })
    .where('r.read_at', 'is', null)
    .where(inScope(scope, 'r.user_id'))
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
