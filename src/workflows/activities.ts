/** The activities as the workflow calls them: every timeout and retry, with its reason. */
import { proxyActivities } from '@temporalio/workflow';
import type { ActionActivities } from '../activities/contract.ts';
import type { ActionType } from '../domain/actionTypes.ts';

/**
 * Writes to our own database. Retried without limit: an outage of Postgres must never decide how an action ends.
 */
export const recording = proxyActivities<
  Pick<ActionActivities, 'recordEdit' | 'recordClosing' | 'recordRefusal' | 'settleAutoExecute' | 'recordOutcome'>
>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '15 seconds' },
});

/**
 * Executions. No schedule-to-close or schedule-to-start: they count time without a worker, and would fail an action
 * that nobody tried. The retry budget runs from the ledger's first claim, and the activity itself ends it. A dead
 * worker shows by its missing heartbeats; the ledger's fence keeps an attempt that was only paused from sending.
 */
const retry = { initialInterval: '1 second', maximumInterval: '5 minutes' };
const heartbeatTimeout = '30 seconds';

// Above nodemailer's timeouts taken together, of which the answer to the final dot has 5 minutes (smtp.ts).
const { sendEmail } = proxyActivities<Pick<ActionActivities, 'sendEmail'>>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout,
  retry,
});

const { draftEmail, createFollowupTask, logTouch, notifyRep } = proxyActivities<
  Pick<ActionActivities, 'draftEmail' | 'createFollowupTask' | 'logTouch' | 'notifyRep'>
>({ startToCloseTimeout: '2 minutes', heartbeatTimeout, retry });

export const executions = {
  send_email: sendEmail,
  draft_email: draftEmail,
  create_followup_task: createFollowupTask,
  log_touch: logTouch,
  notify_rep: notifyRep,
} as const satisfies Record<ActionType, unknown>;
