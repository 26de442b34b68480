/** The activities as the workflow calls them: every timeout and retry with its reason, a summary for the Web UI. */
import { proxyActivities } from '@temporalio/workflow';
import type { ActionActivities } from '../activities/contract.ts';
import type { ActionType } from '../domain/actionTypes.ts';

/**
 * Reads and writes of our own database. Retried without limit: an outage of Postgres must never decide how an action ends.
 */
function inPostgres(summary: string): ReturnType<typeof proxyActivities<ActionActivities>> {
  return proxyActivities<ActionActivities>({
    startToCloseTimeout: '30 seconds',
    retry: { initialInterval: '500 milliseconds', maximumInterval: '15 seconds' },
    summary,
  });
}

export const { look } = inPostgres('look what the row calls for');
export const { decideHere } = inPostgres('decide what came through Temporal');
export const { recordOutcome } = inPostgres('record how far the execution came');

/**
 * Executions. No schedule-to-close or schedule-to-start: they count time without a worker, and would fail an action
 * that nobody tried. The retry budget runs from the ledger's first claim, and the activity itself ends it. A dead
 * worker shows by its missing heartbeats; the ledger's fence keeps an attempt that was only paused from sending.
 */
function executingAs(
  summary: string,
  startToCloseTimeout: '2 minutes' | '10 minutes' = '2 minutes',
): ReturnType<typeof proxyActivities<ActionActivities>> {
  return proxyActivities<ActionActivities>({
    startToCloseTimeout,
    heartbeatTimeout: '30 seconds',
    retry: { initialInterval: '1 second', maximumInterval: '5 minutes' },
    summary,
  });
}

export const executions = {
  // Above nodemailer's timeouts taken together, of which the answer to the final dot has 5 minutes (smtp.ts).
  send_email: executingAs('send the email', '10 minutes').sendEmail,
  draft_email: executingAs('place the draft').draftEmail,
  create_followup_task: executingAs('create the task').createFollowupTask,
  log_touch: executingAs('log the touch').logTouch,
  notify_rep: executingAs('tell the rep').notifyRep,
} as const satisfies Record<ActionType, unknown>;
