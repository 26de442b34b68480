/** The texts of what failed: a part of the catalogue. */

import type { ActionSummary } from '../api/client.ts';

/** Failures after which something may have been delivered. */
const OPEN_OUTCOMES = ['unconfirmed', 'terminated'];

export const failures = {
  /** @param count as it is shown */
  count: (count: string) => `${count} ${count === '1' ? 'action' : 'actions'} failed`,
  inTemporal: 'In Temporal',
  unknown: 'It could not be asked whether anything failed.',
  emptyTitle: 'No failed action is left',
  empty: 'What fails stays here until somebody retries it, confirms it or has seen to it.',
  ago: (ago: string) => `Failed ${ago}`,
  /** Why, on the card: what is known of the delivery, then the other side's words. */
  reason(failure: ActionSummary['failure']): string {
    if (failure === null) return 'Failed';
    const { kind, message } = failure;
    return `${OPEN_OUTCOMES.includes(kind) ? 'Unknown whether it was delivered' : 'Not delivered'}: ${message}`;
  },
} as const;
