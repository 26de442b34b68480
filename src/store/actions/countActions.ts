import { sql } from 'kysely';
import type { ActionType, Urgency } from '../../domain/actionTypes.ts';
import type { Status } from '../../domain/lifecycle.ts';
import type { TriggerType } from '../../domain/triggers.ts';
import type { Scope } from '../access/scope.ts';
import type { Db } from '../database/db.ts';
import { type ActionFilter, actionsIn } from './actionFilter.ts';

export interface Counts {
  byStatus: Partial<Record<Status, number>>;
  pending: {
    byActionType: Partial<Record<ActionType, number>>;
    byTriggerType: Partial<Record<TriggerType, number>>;
    byUrgency: Partial<Record<Urgency, number>>;
    /** Of the deals' amounts, where they are known. */
    byCurrency: Record<string, number>;
  };
}

/** How many actions there are of each status and, of the pending ones, of each kind; what there is none of is absent. */
export async function countActions(db: Db, scope: Scope, filter: ActionFilter): Promise<Counts> {
  const [pending, others] = await Promise.all([groupPending(db, scope, filter), groupOthers(db, scope, filter)]);
  const counts: Counts = {
    byStatus: {},
    pending: { byActionType: {}, byTriggerType: {}, byUrgency: {}, byCurrency: {} },
  };
  for (const { status, count } of others) add(counts.byStatus, status, Number(count));
  for (const group of pending) {
    const count = Number(group.count);
    add(counts.byStatus, 'pending', count);
    add(counts.pending.byActionType, group.actionType, count);
    add(counts.pending.byTriggerType, group.triggerType, count);
    add(counts.pending.byUrgency, group.urgency, count);
    if (group.currency !== null) add(counts.pending.byCurrency, group.currency, count);
  }
  return counts;
}

/** How many companies one can choose from. */
const MAX_COMPANIES = 200;

/** The companies of pending actions, those with the most first. */
export async function countCompanies(db: Db, scope: Scope, filter: ActionFilter) {
  const rows = await actionsIn(db, scope, filter)
    .select(({ fn }) => [
      'a.company_id as id',
      sql<string | null>`max(a.subject #>> '{company,name}')`.as('name'),
      fn.countAll<string>().as('count'),
    ])
    .where('a.status', '=', 'pending')
    .where('a.company_id', 'is not', null)
    .groupBy('a.company_id')
    .orderBy('count', 'desc')
    .orderBy('a.company_id')
    .limit(MAX_COMPANIES)
    .execute();
  return rows.map(({ id, name, count }) => ({ id: id ?? '', name: name ?? id ?? '', count: Number(count) }));
}

function groupPending(db: Db, scope: Scope, filter: ActionFilter) {
  return actionsIn(db, scope, filter)
    .select(({ fn }) => [
      'a.action_type as actionType',
      'a.trigger_type as triggerType',
      'a.urgency',
      'a.deal_currency as currency',
      fn.countAll<string>().as('count'),
    ])
    .where('a.status', '=', 'pending')
    .groupBy(['a.action_type', 'a.trigger_type', 'a.urgency', 'a.deal_currency'])
    .execute();
}

/**
 * Apart, as these are many times as many and less is asked of them. What the caller has snoozed is pending, and asking
 * for it would have the index actions_counts do twice the work.
 */
async function groupOthers(db: Db, scope: Scope, { snoozed, ...filter }: ActionFilter) {
  if (snoozed === 'only') return [];
  return actionsIn(db, scope, filter)
    .select(({ fn }) => ['a.status', fn.countAll<string>().as('count')])
    .where('a.status', '<>', 'pending')
    .groupBy('a.status')
    .execute();
}

function add<K extends string>(counts: Partial<Record<K, number>>, key: K, count: number): void {
  counts[key] = (counts[key] ?? 0) + count;
}
