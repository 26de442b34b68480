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
  /** There are more of the pending or of the decided ones: counting stopped. */
  atLeast: boolean;
}

/** Of a text or a time so many of the pending ones and so many of the others are counted: each has to be looked at. */
const MAX_FOUND = 1_000;

/**
 * How many actions there are of each status and, of the pending ones, of each kind; what there is none of is absent. All of them are
 * counted, except where a text or a time is asked for.
 */
export async function countActions(db: Db, scope: Scope, filter: ActionFilter): Promise<Counts> {
  const [pending, others] = await Promise.all([groupPending(db, scope, filter), groupOthers(db, scope, filter)]);
  const counts: Counts = {
    byStatus: {},
    pending: { byActionType: {}, byTriggerType: {}, byUrgency: {}, byCurrency: {} },
    atLeast: [pending, others].some((groups) => isMore(filter, groups)),
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

async function groupPending(db: Db, scope: Scope, filter: ActionFilter): Promise<Group[]> {
  if (asksForTime(filter) || filter.statuses?.includes('pending') === false) return [];
  if (filter.underWay !== 'hidden' || isBounded(filter)) return readPending(db, scope, filter);
  // Whether they are under way actions_counts does not hold: counting those apart, which are few, spares reading each row.
  const [all, underWay] = await Promise.all([
    readPending(db, scope, { ...filter, underWay: undefined }),
    readPending(db, scope, { ...filter, underWay: 'only' }),
  ]);
  return all.flatMap((group) => {
    const others = Number(group.count) - Number(underWay.find((other) => isSameKind(group, other))?.count ?? 0);
    return others > 0 ? [{ ...group, count: String(others) }] : [];
  });
}

interface Group {
  actionType: ActionType;
  triggerType: TriggerType;
  urgency: Urgency;
  currency: string | null;
  count: string;
}

function isSameKind(a: Group, b: Group): boolean {
  return (['actionType', 'triggerType', 'urgency', 'currency'] as const).every((name) => a[name] === b[name]);
}

function readPending(db: Db, scope: Scope, filter: ActionFilter): Promise<Group[]> {
  const found = actionsIn(db, scope, filter)
    .select([
      'a.action_type as actionType',
      'a.trigger_type as triggerType',
      'a.urgency',
      'a.deal_currency as currency',
    ])
    .where('a.status', '=', 'pending')
    .$if(isBounded(filter), (query) => query.limit(MAX_FOUND + 1));
  return db
    .selectFrom(found.as('found'))
    .select(({ fn }) => ['actionType', 'triggerType', 'urgency', 'currency', fn.countAll<string>().as('count')])
    .groupBy(['actionType', 'triggerType', 'urgency', 'currency'])
    .execute();
}

/**
 * Apart, as these are many times as many and less is asked of them. What the caller has snoozed is pending, and asking
 * for it would have the index actions_counts do twice the work.
 */
async function groupOthers(db: Db, scope: Scope, { snoozed, underWay, ...filter }: ActionFilter) {
  if (snoozed === 'only' || filter.statuses?.every((status) => status === 'pending')) return [];
  const found = actionsIn(db, scope, filter)
    .select('a.status')
    .where('a.status', '<>', 'pending')
    // Of these whatever is approved is under way; to ask it so leaves it to the index.
    .$if(underWay !== undefined, (query) => query.where('a.status', underWay === 'only' ? '=' : '<>', 'approved'))
    .$if(isBounded(filter), (query) => query.limit(MAX_FOUND + 1));
  return db
    .selectFrom(found.as('found'))
    .select(({ fn }) => ['status', fn.countAll<string>().as('count')])
    .groupBy('status')
    .execute();
}

function isBounded(filter: ActionFilter): boolean {
  return filter.text !== undefined || asksForTime(filter);
}

/** None of what waits has left the queue. */
function asksForTime({ decidedFrom, decidedTo }: ActionFilter): boolean {
  return decidedFrom !== undefined || decidedTo !== undefined;
}

function isMore(filter: ActionFilter, groups: { count: string }[]): boolean {
  return isBounded(filter) && groups.reduce((sum, { count }) => sum + Number(count), 0) > MAX_FOUND;
}

function add<K extends string>(counts: Partial<Record<K, number>>, key: K, count: number): void {
  counts[key] = (counts[key] ?? 0) + count;
}
