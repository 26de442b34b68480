import type { CrmChange } from '../../domain/crm.ts';

/** How far a CRM's clock may be ahead of ours and still be believed. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * A change cannot have taken place after it was received. One that says so by more than a clock may be wrong counts as of its
 * receipt: believed, it would make all that truly happens until then look late, and the record would be silent for years.
 */
export function notFromTheFuture<T extends CrmChange>(change: T, receivedAt: Date): T {
  const isAhead = Date.parse(change.at) > receivedAt.getTime() + TOLERANCE_MS;
  return isAhead ? { ...change, at: receivedAt.toISOString() } : change;
}
