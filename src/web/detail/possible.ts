import type { ActionSummary } from '../api/client.ts';
import type { texts } from '../texts.ts';

export type Possible = keyof typeof texts.detail.buttons;

type State = Pick<
  ActionSummary,
  'status' | 'userId' | 'executingAt' | 'scheduledApproval' | 'leaves' | 'snoozedUntil' | 'failure' | 'failureHandledAt'
> & { retriedAs: string | null };

/** Who looks at it. */
export interface Viewer {
  id: string;
  mayDecide: boolean;
  maySnooze: boolean;
}

/** What this person can do with an action in this state, in the order of the buttons. */
export function possibleOn(action: State, { id, mayDecide, maySnooze }: Viewer, nowMs: number): Possible[] {
  const deciding = mayDecide ? decisionsOn(action) : [];
  const canSnooze = maySnooze && action.userId === id && isWaiting(action);
  return canSnooze ? [...deciding, isSnoozed(action, nowMs) ? 'unsnooze' : 'snooze'] : deciding;
}

/** Whether its own user's queue leaves it out for now. */
export function isSnoozed({ snoozedUntil }: Pick<ActionSummary, 'snoozedUntil'>, nowMs: number): boolean {
  return snoozedUntil !== null && Date.parse(snoozedUntil) > nowMs;
}

/** Pending, and neither approved with a window open nor being executed: its deadlines run. */
export function isWaiting({
  status,
  executingAt,
  scheduledApproval,
}: Pick<State, 'status' | 'executingAt' | 'scheduledApproval'>): boolean {
  return status === 'pending' && executingAt === null && scheduledApproval === null;
}

function decisionsOn(action: State): Possible[] {
  if (isWaiting(action)) {
    // The caps hold for everybody: only the send window can be passed over.
    const sendNow: Possible[] = action.leaves !== null && action.leaves.why !== 'cap' ? ['sendNow'] : [];
    return ['approve', ...sendNow, 'later', 'edit', 'cancel', 'reschedule'];
  }
  const { status, executingAt, scheduledApproval, failure, failureHandledAt, retriedAs } = action;
  // An approval that is scheduled is voided by an edit and by a cancel; rescheduling it is refused.
  if (status === 'pending' && executingAt === null && scheduledApproval !== null) {
    const sendNow: Possible[] = scheduledApproval.waits?.why === 'window' ? ['sendNow'] : [];
    return ['undo', ...sendNow, 'edit', 'cancel'];
  }
  if (status !== 'failed' || retriedAs !== null) return [];
  const finish: Possible[] = failure?.kind === 'unconfirmed' ? ['confirm', 'retry'] : ['retry'];
  return failureHandledAt === null ? [...finish, 'dismiss'] : finish;
}
