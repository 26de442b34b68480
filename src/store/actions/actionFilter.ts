/** Which actions a list or a count is about. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ActionType } from '../../domain/actionTypes.ts';
import { normaliseId } from '../../domain/ids.ts';
import type { Status } from '../../domain/lifecycle.ts';
import type { TriggerType } from '../../domain/triggers.ts';
import type { CancelKind } from '../../domain/words/cancelReasons.ts';
import { inScope, type Scope } from '../access/scope.ts';
import type { Db } from '../database/db.ts';
import { type CountedAs, countsAs } from '../insights/countsAs.ts';
import { REPS_OWN } from '../insights/readInsights.ts';
import { mentions } from './actionSearch.ts';

export interface ActionFilter {
  statuses?: readonly Status[];
  actionTypes?: readonly ActionType[];
  triggerTypes?: readonly TriggerType[];
  companyId?: string;
  dealId?: string;
  userId?: string;
  /** Words that all occur in the summary, a name or an address. */
  text?: string;
  /** Left the queue then or later. */
  decidedFrom?: Date;
  /** Left the queue before then. */
  decidedTo?: Date;
  /** What the caller has snoozed: left out, or nothing but that. */
  snoozed?: 'hidden' | 'only';
  /** Failed ones that nobody has retried, confirmed or dismissed. */
  failure?: 'open';
  /** Approved or begun and not finished: left out, or nothing but that. */
  underWay?: 'hidden' | 'only';
  /** Of the template that made the draft; null: none did. */
  draftVersion?: string | null;
  cancelKind?: CancelKind;
  /** What insights count as this. */
  counted?: CountedAs;
}

/** The actions of a scope that pass a filter, as `a`. */
export function actionsIn(db: Db, scope: Scope, filter: ActionFilter) {
  const { statuses, actionTypes, triggerTypes, companyId, dealId, userId, text, snoozed, failure, underWay } = filter;
  const { decidedFrom, decidedTo } = filter;
  const { draftVersion, cancelKind, counted } = filter;
  return db
    .selectFrom('pending_autonomous_actions as a')
    .where(inScope(scope, 'a.user_id'))
    .$if(statuses !== undefined, (query) => query.where('a.status', 'in', statuses ?? []))
    .$if(actionTypes !== undefined, (query) => query.where('a.action_type', 'in', actionTypes ?? []))
    .$if(triggerTypes !== undefined, (query) => query.where('a.trigger_type', 'in', triggerTypes ?? []))
    .$if(companyId !== undefined, (query) => query.where('a.company_id', '=', normaliseId(companyId ?? '')))
    .$if(dealId !== undefined, (query) => query.where('a.deal_id', '=', normaliseId(dealId ?? '')))
    .$if(userId !== undefined, (query) => query.where('a.user_id', '=', userId ?? ''))
    .$if(text !== undefined, (query) => query.where(mentions(text ?? '')))
    .$if(decidedFrom !== undefined, (query) => query.where('a.left_queue_at', '>=', decidedFrom ?? null))
    .$if(decidedTo !== undefined, (query) => query.where('a.left_queue_at', '<', decidedTo ?? null))
    .$if(draftVersion !== undefined, (query) => query.where(isDraftedWith(draftVersion ?? null)))
    .$if(cancelKind !== undefined, (query) => query.where('a.cancel_kind', '=', cancelKind ?? null))
    .$if(counted !== undefined, (query) => (counted === undefined ? query : query.where(countsAs(counted))))
    .$if(failure === 'open', (query) =>
      query.where('a.status', '=', 'failed').where('a.failure_handled_at', 'is', null),
    )
    .$if(underWay === 'only', (query) => query.where(IS_UNDER_WAY))
    .$if(underWay === 'hidden', (query) => query.where(sql<SqlBool>`${IS_UNDER_WAY} is not true`))
    .$if(snoozed === 'only', (query) => query.where(isSnoozedBy(scope.userId)))
    .$if(snoozed === 'hidden', (query) => query.where(sql<SqlBool>`${isSnoozedBy(scope.userId)} is not true`));
}

/** The very condition of the index actions_under_way. */
const IS_UNDER_WAY = sql<SqlBool>`(a.status = 'approved' or
  (a.status = 'pending' and (a.executing_at is not null or a.scheduled_approval is not null)))`;

/** By one version, or by whichever a rep wrote for himself: `…/own`. */
function isDraftedWith(draftVersion: string | null): RawBuilder<SqlBool> {
  if (draftVersion?.endsWith(REPS_OWN) !== true)
    return sql<SqlBool>`a.draft_version is not distinct from ${draftVersion}`;
  return sql<SqlBool>`starts_with(a.draft_version, ${`${draftVersion.slice(0, -REPS_OWN.length)}/u`})`;
}

/** Null where the action was never snoozed. What has been decided is snoozed no longer. */
function isSnoozedBy(userId: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`(a.status = 'pending' and a.user_id = ${userId} and a.snoozed_until > now())`;
}
