import type { Claim } from '../store/execution/claimExecution.ts';
import type { Step } from './contract.ts';

/** What the row calls for, as the workflow is told. */
export function stepOf(claim: Exclude<Claim, { kind: 'claimed' }>): Step {
  return claim.kind === 'settled' ? { outcome: claim.outcome } : { wake: claim.wake };
}
