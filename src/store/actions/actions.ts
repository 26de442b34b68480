/** The queue and its history as screens read them; the rows of others do not exist for a scope. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ScheduledApproval } from '../../domain/decide.ts';
import type { Scope } from '../access/scope.ts';
import type { Db } from '../database/db.ts';
import { cursorTime, olderThan, type Page, type PageRequest, readCursor, toPage } from '../database/paging.ts';
import { type ActionFilter, actionsIn } from './actionFilter.ts';
import { LEAVING, withLeaves } from './leaves.ts';

const SUMMARY = [
  'a.id',
  'a.user_id as userId',
  'owner.display_name as userName',
  'a.trigger_type as triggerType',
  'a.action_type as actionType',
  'a.status',
  'a.version',
  'a.context_summary as contextSummary',
  'a.urgency',
  'a.company_id as companyId',
  'a.deal_id as dealId',
  'a.subject',
  'a.crm',
  'a.auto_execute_at as autoExecuteAt',
  'a.expires_at as expiresAt',
  'a.scheduled_approval as scheduledApproval',
  'approver.display_name as approverName',
  'a.snoozed_until as snoozedUntil',
  'a.executing_at as executingAt',
  'a.executed_at as executedAt',
  'a.decision',
  'a.decided_by as decidedBy',
  'decider.display_name as decidedByName',
  'a.decision_channel as decisionChannel',
  'a.decided_at as decidedAt',
  'a.left_queue_at as leftQueueAt',
  'a.cancel_reason as cancelReason',
  'a.result',
  'a.failure',
  'a.failure_handled_at as failureHandledAt',
  'a.failure_handled_by as failureHandledBy',
  'handler.display_name as failureHandledByName',
  'a.retry_of as retryOf',
  'a.created_at as createdAt',
  'a.updated_at as updatedAt',
] as const;

const DETAIL = [
  'a.action_params as params',
  'a.original_params as originalParams',
  'a.draft_version as draftVersion',
  'a.workspace_id as workspaceId',
  'a.trigger_alert_id as triggerAlertId',
  'a.dedup_key as dedupKey',
  'a.workflow_id as workflowId',
  'a.workflow_started_at as workflowStartedAt',
  'a.tell_error as startError',
] as const;

const MAX_EARLIER = 20;

export type ActionSummary = Awaited<ReturnType<typeof listEarlier>>[number];
export type ActionDetail = NonNullable<Awaited<ReturnType<typeof findAction>>>;

/** One action; undefined where there is none in the scope. */
export async function findAction(db: Db, scope: Scope, actionId: string) {
  const row = await withNames(actionsIn(db, scope, {}))
    .select([...SUMMARY, ...DETAIL, ...LEAVING])
    .where('a.id', '=', actionId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const [action] = await withLeaves(db, scope.userId, [withApproval(row)]);
  return action;
}

/** The scope's actions on the same deal that were made before this one, the newest first; none where it has no deal. */
export async function listEarlier(db: Db, scope: Scope, { id, dealId }: { id: string; dealId: string | null }) {
  if (dealId === null) return [];
  const rows = await withNames(actionsIn(db, scope, { dealId }))
    .select([...SUMMARY, ...LEAVING])
    .where(
      sql<SqlBool>`(a.created_at, a.id) < (select created_at, id from pending_autonomous_actions where id = ${id})`,
    )
    .orderBy('a.created_at', 'desc')
    .orderBy('a.id', 'desc')
    .limit(MAX_EARLIER)
    .execute();
  return withLeaves(db, scope.userId, rows.map(withApproval));
}

/**
 * `newest`: by creation, the newest first. `queue`: what waits for a decision, the most urgent first, then what would
 * act or expire the soonest. `value`: what waits for a decision on a deal in the currency, the largest amount first. `decided`: the
 * history, what has left the queue, the last first.
 */
export type Sort = { order: 'newest' | 'queue' | 'decided' } | { order: 'value'; currency: string };

/** @throws CursorError */
export async function listActions(
  db: Db,
  scope: Scope,
  request: PageRequest & { filter: ActionFilter; sort: Sort },
): Promise<Page<ActionSummary>> {
  const { filter, sort, cursor, limit } = request;
  const rows = await sorted(withNames(actionsIn(db, scope, filter)), sort, cursor)
    .select([...SUMMARY, ...LEAVING, 'a.urgency_rank as rank', 'a.deal_amount_minor as amount'])
    .select([cursorTime('a.act_by').as('actBy'), cursorTime('a.created_at').as('createdKey')])
    .select(cursorTime('a.left_queue_at').as('leftKey'))
    .limit(limit + 1)
    .execute();
  const page = toPage(rows, sort.order, limit, (row) => KEYS[sort.order](row));
  return { ...page, items: await withLeaves(db, scope.userId, page.items.map(withApproval)) };
}

interface Keyed {
  id: string;
  rank: number;
  actBy: string;
  createdKey: string;
  /** Null of what waits, which the history does not have. */
  leftKey: string | null;
  amount: string | null;
}

/** What a row is ordered by, as the cursor holds it. */
const KEYS: Record<Sort['order'], (row: Keyed) => string[]> = {
  newest: ({ createdKey, id }) => [createdKey, id],
  queue: ({ rank, actBy, id }) => [String(rank), actBy, id],
  value: ({ amount, id }) => [String(amount), id],
  decided: ({ leftKey, id }) => [String(leftKey), id],
};

/** Each order is that of an index, whose condition is repeated here. */
function sorted(query: Named, sort: Sort, cursor: string | undefined): Named {
  switch (sort.order) {
    case 'newest':
      return query.where(olderThan(cursor, 'a')).orderBy('a.created_at', 'desc').orderBy('a.id', 'desc');
    case 'queue':
      return query
        .where('a.status', '=', 'pending')
        .where(behindInQueue(cursor))
        .orderBy('a.urgency_rank')
        .orderBy('a.act_by')
        .orderBy('a.id');
    case 'value':
      return query
        .where('a.status', '=', 'pending')
        .where('a.deal_currency', '=', sort.currency)
        .where(ofLessValue(cursor))
        .orderBy('a.deal_amount_minor', 'desc')
        .orderBy('a.id');
    case 'decided':
      return query
        .where('a.left_queue_at', 'is not', null)
        .where(leftBefore(cursor))
        .orderBy('a.left_queue_at', 'desc')
        .orderBy('a.id', 'desc');
  }
}

function behindInQueue(cursor: string | undefined): RawBuilder<SqlBool> {
  if (cursor === undefined) return sql<SqlBool>`true`;
  const [rank, actBy, id] = readCursor(cursor, 'queue');
  return sql<SqlBool>`(a.urgency_rank, a.act_by, a.id) > (${rank}::smallint, ${actBy}::timestamptz, ${id}::uuid)`;
}

function leftBefore(cursor: string | undefined): RawBuilder<SqlBool> {
  if (cursor === undefined) return sql<SqlBool>`true`;
  const [time, id] = readCursor(cursor, 'decided');
  return sql<SqlBool>`(a.left_queue_at, a.id) < (${time}::timestamptz, ${id}::uuid)`;
}

/** The first half is what the index can be entered by: its two columns run in opposite directions. */
function ofLessValue(cursor: string | undefined): RawBuilder<SqlBool> {
  if (cursor === undefined) return sql<SqlBool>`true`;
  const [amount, id] = readCursor(cursor, 'value');
  return sql<SqlBool>`(a.deal_amount_minor <= ${amount}::numeric
    and (a.deal_amount_minor < ${amount}::numeric or a.id > ${id}::uuid))`;
}

/** Everything that passes a filter, a page at a time: a reader who is slow holds no connection meanwhile. */
export async function* eachPage(
  db: Db,
  scope: Scope,
  { pageRows, ...asked }: { filter: ActionFilter; sort: Sort; pageRows: number },
): AsyncGenerator<ActionSummary[]> {
  let cursor: string | undefined;
  do {
    const page = await listActions(db, scope, { ...asked, limit: pageRows, cursor });
    yield page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

type Named = ReturnType<typeof withNames>;

/** With those who have to do with an action; people of another workspace stay nameless. */
function withNames(query: ReturnType<typeof actionsIn>) {
  return query
    .innerJoin('users as owner', 'owner.id', 'a.user_id')
    .leftJoin('users as decider', (join) =>
      join.onRef('decider.id', '=', 'a.decided_by').onRef('decider.workspace_id', '=', 'a.workspace_id'),
    )
    .leftJoin('users as handler', (join) =>
      join.onRef('handler.id', '=', 'a.failure_handled_by').onRef('handler.workspace_id', '=', 'a.workspace_id'),
    )
    .leftJoin('users as approver', (join) =>
      join
        .on('approver.id', '=', sql`a.scheduled_approval->>'by'`)
        .onRef('approver.workspace_id', '=', 'a.workspace_id'),
    );
}

function withApproval<R extends { scheduledApproval: ScheduledApproval | null; approverName: string | null }>(row: R) {
  const { scheduledApproval: approval, approverName, ...rest } = row;
  if (approval === null) return { ...rest, scheduledApproval: null };
  const { by, channel, at, executesAt, waits = null, chosen = false } = approval;
  const times = { at: new Date(at), executesAt: new Date(executesAt) };
  return { ...rest, scheduledApproval: { by, byName: approverName, channel, ...times, waits, chosen } };
}
