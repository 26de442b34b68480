import { ApplicationFailure, CompleteAsyncError, TemporalFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import type { Log } from '../log.ts';

/**
 * What servers, drivers and libraries say when something fails may quote names, addresses and text: it is logged, and
 * Temporal's histories get the error's name and code. Failures of our own making, which say no such thing, pass as they are.
 */
export function wordlessFailures(log: Log): ActivityInboundCallsInterceptor {
  return {
    async execute(input, next) {
      try {
        return await next(input);
      } catch (error) {
        if (error instanceof TemporalFailure || error instanceof CompleteAsyncError) throw error;
        log.warn({ err: error }, 'an activity failed');
        throw ApplicationFailure.create({
          type: nameOf(error),
          message: `${nameOf(error)}: see the log of the worker`,
        });
      }
    },
  };
}

/** `error/57P01`, say: a class and, where there is one, the code of Postgres or of the system. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? `${error.name}/${error.code}` : error.name;
}
