import { ApplicationFailure } from '@temporalio/common';
import type { Refusal } from '../domain/decide.ts';

/** A refusal as an update answers it: its type says which, its first detail is the whole refusal. */
export function asFailure(refusal: Refusal): ApplicationFailure {
  return ApplicationFailure.create({
    type: refusal.type,
    message: refusal.message,
    nonRetryable: true,
    details: [refusal],
    // Expected answers, not trouble: they stay out of the worker's error log.
    category: 'BENIGN',
  });
}
