import type { DecisionType } from '../../domain/decide.ts';
import type { DeliveryResult, Failure } from '../../domain/delivery.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Outcome } from '../../domain/lifecycle.ts';
import type { NewAction } from '../actions/createAction.ts';

/**
 * An action that was made, decided and ended before this database knew of it. The demonstration alone brings such, for its 90 days
 * (local/demo/past.ts); it stands here because it writes what the store's own tables hold of an action.
 */
export interface PastAction extends Omit<NewAction, 'requestKey' | 'needsApproval'> {
  createdAt: Date;
  /** When it was to execute by itself; null: never. */
  autoExecuteAt: Date | null;
  /** When its user first looked at it; null: never. */
  seenAt: Date | null;
  /** An approval or a cancellation is the user's own, in the browser; the others came by themselves. */
  decision: Extract<DecisionType, 'approve' | 'cancel'> | 'auto_execute' | 'expire';
  decidedAt: Date;
  /** As it left, where that is not as it was drafted. */
  sentParams?: JsonObject;
  cancelReason?: string;
  outcome: Outcome;
  /** When that was known. */
  endedAt: Date;
  result?: DeliveryResult;
  failure?: Failure;
  /** When its user took care of the failure. */
  handledAt?: Date;
}

/** Whether its user decided it. */
export function isByPerson({ decision }: PastAction): boolean {
  return decision === 'approve' || decision === 'cancel';
}

/** Whether an execution was begun. */
export function wasBegun({ outcome }: PastAction): boolean {
  return outcome === 'executed' || outcome === 'failed';
}
