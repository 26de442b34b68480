/** The statuses of an action, exactly the database's CHECK constraint. */
export const STATUSES = ['pending', 'approved', 'executed', 'cancelled', 'expired', 'failed'] as const;
export type Status = (typeof STATUSES)[number];

/**
 * Every status change there is (product rules, section 6). `failed → executed` is a person's confirmation only; `approved → pending`
 * is an email's that had begun and surely not left when the send window closed, or a cap was reached: it waits as approved before.
 */
export const TRANSITIONS: Readonly<Record<Status, readonly Status[]>> = {
  pending: ['approved', 'executed', 'cancelled', 'expired', 'failed'],
  approved: ['pending', 'executed', 'failed'],
  executed: [],
  cancelled: [],
  expired: [],
  failed: ['executed'],
};

export function canTransition(from: Status, to: Status): boolean {
  return TRANSITIONS[from].includes(to);
}

/** How a finished action ended. */
export type Outcome = Extract<Status, 'executed' | 'cancelled' | 'expired' | 'failed'>;

export function isOutcome(status: Status): status is Outcome {
  return status !== 'pending' && status !== 'approved';
}

/** An action that nobody decided expires this long after its creation. */
export const EXPIRY_MS = 7 * 24 * 60 * 60 * 1000;
