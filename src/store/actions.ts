/** The queue and its history as screens read them; the rows of others do not exist for a scope. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ActionType, Urgency } from '../domain/actionTypes.ts';
import { normaliseId } from '../domain/ids.ts';
import type { Status } from '../domain/lifecycle.ts';
import type { TriggerType } from '../domain/triggers.ts';
import type { Db } from './db.ts';
import { cursorTime, type Order, olderThan, type Page, type PageRequest, readCursor, toPage } from './paging.ts';
import { inScope, type Scope } from './scope.ts';

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
  'a.executing_at as executingAt',
  'a.executed_at as executedAt',
  'a.decision',
  'a.decided_by as decidedBy',
  'decider.display_name as decidedByName',
  'a.decision_channel as decisionChannel',
  'a.decided_at as decidedAt',
  'a.cancel_reason as cancelReason',
  'a.result',
  'a.failure',
  'a.retry_of as retryOf',
  'a.created_at as createdAt',
  'a.updated_at as updatedAt',
] as const;

const DETAIL = [
  'a.action_params as params',
  'a.original_params as originalParams',
  'a.workspace_id as workspaceId',
  'a.trigger_alert_id as triggerAlertId',
  'a.dedup_key as dedupKey',
  'a.workflow_id as workflowId',
  'a.workflow_started_at as workflowStartedAt',
  'a.start_error as startError',
] as const;

export interface ActionFilter {
  statuses?: readonly Status[] | undefined;
  actionTypes?: readonly ActionType[] | undefined;
  triggerTypes?: readonly TriggerType[] | undefined;
  companyId?: string | undefined;
  dealId?: string | undefined;
  userId?: string | undefined;
  /** Text that occurs in the summary or in a name. */
  text?: string | undefined;
}

export type ActionSummary = Awaited<ReturnType<typeof selectPage>>[number];
export type ActionDetail = NonNullable<Awaited<ReturnType<typeof findAction>>>;

/** One action; undefined where there is none in the scope. */
export function findAction(db: Db, scope: Scope, actionId: string) {
  return actionsIn(db, scope, {})
    .select([...SUMMARY, ...DETAIL])
    .where('a.id', '=', actionId)
    .executeTakeFirst();
}

/**
 * `newest`: by creation, the newest first. `queue`: what waits for a decision, the most urgent first, then what would
 * act or expire the soonest.
 *
 * @throws CursorError
 */
export async function listActions(
  db: Db,
  scope: Scope,
  request: PageRequest & { filter: ActionFilter; order: Order },
): Promise<Page<ActionSummary>> {
  const rows = await selectPage(db, scope, request);
  return toPage(rows, request.order, request.limit, (row) =>
    request.order === 'queue' ? [String(row.rank), row.actBy, row.id] : [row.createdKey, row.id],
  );
}

function selectPage(
  db: Db,
  scope: Scope,
  { filter, order, cursor, limit }: PageRequest & { filter: ActionFilter; order: Order },
) {
  const page = actionsIn(db, scope, filter).select([
    ...SUMMARY,
    'a.urgency_rank as rank',
    cursorTime('a.act_by').as('actBy'),
    cursorTime('a.created_at').as('createdKey'),
  ]);
  const ordered =
    order === 'queue'
      ? page
          .where('a.status', '=', 'pending')
          .where(behindInQueue(cursor))
          .orderBy('a.urgency_rank')
          .orderBy('a.act_by')
          .orderBy('a.id')
      : page.where(olderThan(cursor, 'a')).orderBy('a.created_at', 'desc').orderBy('a.id', 'desc');
  return ordered.limit(limit + 1).execute();
}

export interface Counts {
  byStatus: Partial<Record<Status, number>>;
  pending: {
    byActionType: Partial<Record<ActionType, number>>;
    byTriggerType: Partial<Record<TriggerType, number>>;
    byUrgency: Partial<Record<Urgency, number>>;
  };
}

/** How many actions there are of each status and, of the pending ones, of each kind; what there is none of is absent. */
export async function countActions(db: Db, scope: Scope, filter: ActionFilter): Promise<Counts> {
  const groups = await actionsIn(db, scope, filter)
    .select(({ fn }) => ['a.status', 'a.action_type', 'a.trigger_type', 'a.urgency', fn.countAll<string>().as('count')])
    .groupBy(['a.status', 'a.action_type', 'a.trigger_type', 'a.urgency'])
    .execute();
  const counts: Counts = { byStatus: {}, pending: { byActionType: {}, byTriggerType: {}, byUrgency: {} } };
  for (const group of groups) {
    const count = Number(group.count);
    add(counts.byStatus, group.status, count);
    if (group.status !== 'pending') continue;
    add(counts.pending.byActionType, group.action_type, count);
    add(counts.pending.byTriggerType, group.trigger_type, count);
    add(counts.pending.byUrgency, group.urgency, count);
  }
  return counts;
}

function add<K extends string>(counts: Partial<Record<K, number>>, key: K, count: number): void {
  counts[key] = (counts[key] ?? 0) + count;
}

function actionsIn(db: Db, scope: Scope, filter: ActionFilter) {
  const { statuses, actionTypes, triggerTypes, companyId, dealId, userId, text } = filter;
  return db
    .selectFrom('pending_autonomous_actions as a')
    .innerJoin('users as owner', 'owner.id', 'a.user_id')
    .leftJoin('users as decider', (join) =>
      join.onRef('decider.id', '=', 'a.decided_by').onRef('decider.workspace_id', '=', 'a.workspace_id'),
    )
    .where(inScope(scope, 'a.user_id'))
    .$if(statuses !== undefined, (query) => query.where('a.status', 'in', statuses ?? []))
    .$if(actionTypes !== undefined, (query) => query.where('a.action_type', 'in', actionTypes ?? []))
    .$if(triggerTypes !== undefined, (query) => query.where('a.trigger_type', 'in', triggerTypes ?? []))
    .$if(companyId !== undefined, (query) => query.where('a.company_id', '=', normaliseId(companyId ?? '')))
    .$if(dealId !== undefined, (query) => query.where('a.deal_id', '=', normaliseId(dealId ?? '')))
    .$if(userId !== undefined, (query) => query.where('a.user_id', '=', userId ?? ''))
    .$if(text !== undefined, (query) => query.where(contains(text ?? '')));
}

function contains(text: string): RawBuilder<SqlBool> {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<SqlBool>`concat_ws(' ', a.context_summary, a.action_params->>'companyName', a.action_params->>'contactName',
    a.action_params->>'contactEmail', a.action_params->>'subject', a.subject#>>'{company,name}',
    a.subject#>>'{deal,name}', a.subject#>>'{contact,name}') ilike ${pattern}`;
}

function behindInQueue(cursor: string | undefined): RawBuilder<SqlBool> {
  if (cursor === undefined) return sql<SqlBool>`true`;
  const [rank, actBy, id] = readCursor(cursor, 'queue');
  return sql<SqlBool>`(a.urgency_rank, a.act_by, a.id) > (${rank}::smallint, ${actBy}::timestamptz, ${id}::uuid)`;
}
