import { z } from 'zod';
import { ACTION_TYPES, URGENCIES } from '../../domain/actionTypes.ts';
import { CHANNELS } from '../../domain/actor.ts';
import { DELIVERY_STATES } from '../../domain/delivery.ts';
import { COUNTED } from '../../domain/insights.ts';
import { STATUSES } from '../../domain/lifecycle.ts';
import { TRIGGER_TYPES } from '../../domain/triggers.ts';
import { CANCEL_KINDS } from '../../domain/words/cancelReasons.ts';
import { alert } from './alerts.ts';
import {
  jsonObject,
  oneOrMore,
  optionalTime,
  outsideId,
  page,
  pageQuery,
  sentTime,
  singleLine,
  subject,
  time,
} from './common.ts';
import { waits } from './decisions.ts';
import { emailDraft } from './records.ts';

const failure = z.object({ kind: z.string(), message: z.string() });

const scheduledApproval = z.object({
  by: z.string().nullable(),
  byName: z.string().nullable(),
  channel: z.enum(CHANNELS),
  at: time,
  executesAt: time,
  waits: waits.nullable().describe('What keeps it until then; null: its undo window, or the moment that was chosen'),
  chosen: z.boolean().describe('Whether whoever approved it chose the moment before which it is not executed'),
});

const leaves = z.object({
  at: optionalTime.describe('null: no moment is known, and it leaves only where it is sent now anyway'),
  timeZone: z.string().describe('The recipient’s'),
  why: z
    .enum(['window', 'cap', 'held'])
    .describe('What keeps it: the send window, a cap, or that nobody knows until when'),
  reason: z.string().nullable().describe('Why nobody knows, in words; null: it is known'),
});

/** An action as lists show it. */
export const actionSummary = z
  .object({
    id: z.string(),
    userId: z.string(),
    userName: z.string(),
    triggerType: z.enum(TRIGGER_TYPES),
    actionType: z.enum(ACTION_TYPES),
    status: z.enum(STATUSES),
    version: z.number(),
    contextSummary: z.string(),
    urgency: z.enum(URGENCIES),
    companyId: z.string().nullable(),
    dealId: z.string().nullable(),
    subject,
    crm: z.string(),
    autoExecuteAt: optionalTime,
    expiresAt: time,
    scheduledApproval: scheduledApproval
      .nullable()
      .describe('An approval that can still be undone: the action is executed when its window has passed'),
    leaves: leaves
      .nullable()
      .describe('When the email would leave were it approved now; null: at once, or it is not for that to be decided'),
    autoLeavesAt: optionalTime.describe(
      'When the email would leave by itself, where that is kept beyond autoExecuteAt; null: then, or not by itself',
    ),
    snoozedUntil: optionalTime.describe('Until then its own user’s queue leaves it out'),
    executingAt: optionalTime.describe(
      'Since when it is executed by itself, and can no longer be decided on; null where it was approved: then its status says so',
    ),
    executedAt: optionalTime,
    decision: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedByName: z.string().nullable(),
    decisionChannel: z.enum(CHANNELS).nullable(),
    decidedAt: optionalTime,
    leftQueueAt: optionalTime.describe(
      'When it was decided or expired; where nobody decided, when it began to be executed by itself; null while it waits',
    ),
    cancelReason: z.string().nullable(),
    result: jsonObject.nullable(),
    failure: failure.nullable(),
    failureHandledAt: optionalTime.describe('When somebody retried a failed action, or said that he has seen to it'),
    failureHandledBy: z.string().nullable(),
    failureHandledByName: z.string().nullable(),
    retryOf: z.string().nullable(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'ActionSummary' });

export const actionPage = page('ActionPage', actionSummary);

const auditEntry = z.object({
  command: z.string(),
  accepted: z.boolean(),
  by: z.string().nullable(),
  byName: z.string().nullable(),
  channel: z.enum(CHANNELS),
  credential: z
    .object({
      kind: z
        .enum(['token', 'session', 'slack', 'link'])
        .describe(
          'An API token sent along, a session of a browser, somebody whom Slack vouches for, or an email’s link',
        ),
      name: z
        .string()
        .nullable()
        .describe('What the token is called, or the one that opened the session; null: none did'),
    })
    .nullable()
    .describe(
      'What they proved themselves with, shown to themselves and to admins; null: nothing, or not for the caller',
    ),
  at: time,
  fromStatus: z.enum(STATUSES).nullable(),
  toStatus: z.enum(STATUSES).nullable(),
  version: z.number(),
  changes: z.unknown(),
  message: z.string().nullable(),
  inWords: z.string(),
});

const delivery = z.object({
  step: z.string(),
  state: z.enum(DELIVERY_STATES),
  attempt: z.number(),
  firstClaimedAt: time,
  sendingAt: optionalTime,
  finishedAt: optionalTime,
  result: jsonObject.nullable(),
  error: failure.nullable(),
  lateResults: z.array(z.unknown()).describe('What attempts that had been given up found out'),
});

const context = z
  .object({
    crm: z.string().describe('Whose ids company, deal and contact have'),
    contact: z
      .object({ jobTitle: z.string().nullable(), timeZone: z.string().nullable().describe('IANA name') })
      .nullable(),
    deal: z
      .object({ stage: z.string(), closeDate: z.string().nullable().describe('YYYY-MM-DD') })
      .nullable()
      .describe('As the CRM has it now'),
    lastEmailIn: optionalTime.describe('When the contact last wrote to us'),
    lastEmailOut: optionalTime.describe('When we last wrote to the contact'),
    changes: z
      .array(z.object({ summary: z.string(), at: time }))
      .describe('What else has happened on the deal, the newest first; at most five'),
  })
  .describe('What the CRM knows around it: nothing but changes where the trigger came through the API')
  .meta({ id: 'ActionContext' });

/** An action with all that is known of it. */
export const actionDetail = z
  .object({
    ...actionSummary.shape,
    params: jsonObject,
    originalParams: jsonObject,
    draftVersion: z.string().nullable(),
    dedupKey: z.string().nullable(),
    triggerAlertId: z.string().nullable(),
    workflowId: z.string(),
    workflowUrl: z.string().nullable().describe('The workflow in Temporal’s Web UI'),
    workflowStartedAt: optionalTime,
    startError: z.string().nullable(),
    retriedAs: z.string().nullable(),
    alerts: z.array(alert).describe('The one that made it and those that joined it, the oldest first'),
    audit: z.array(auditEntry),
    deliveries: z.array(delivery),
    draft: emailDraft.nullable(),
    undoSeconds: z.number().int().describe('How long the caller’s own approval of such an action can be undone'),
    context,
    earlier: z.array(actionSummary).describe('Earlier actions on the same deal, the newest first'),
  })
  .meta({ id: 'ActionDetail' });

const filters = {
  status: oneOrMore(z.enum(STATUSES)).optional(),
  actionType: oneOrMore(z.enum(ACTION_TYPES)).optional(),
  triggerType: oneOrMore(z.enum(TRIGGER_TYPES)).optional(),
  companyId: outsideId.optional(),
  dealId: outsideId.optional(),
  userId: outsideId.optional().describe('One user of those whom the caller may see'),
  scope: z
    .enum(['own', 'team'])
    .optional()
    .describe(
      'own: the caller’s actions and those of whom they cover, what reps and managers get by default; team: all that the caller may see',
    ),
  q: singleLine(200)
    .optional()
    .describe(
      'Words that all occur in the summary, in names, the address or the email’s subject; one or two letters: where a word begins',
    ),
  decidedFrom: sentTime.optional().describe('Only what left the queue (leftQueueAt) then or later'),
  decidedTo: sentTime.optional().describe('Only what left the queue (leftQueueAt) before then'),
  snoozed: z
    .enum(['hidden', 'only'])
    .optional()
    .describe('hidden: without what the caller has snoozed; only: just that; absent: both'),
  failure: z
    .enum(['open'])
    .optional()
    .describe('open: failed actions that nobody has retried, confirmed or dismissed; absent: whatever they are'),
  underWay: z
    .enum(['hidden', 'only'])
    .optional()
    .describe(
      'only: approved and not finished, be it within an undo window, waiting for its moment or being executed, or executed by itself now; hidden: without these; absent: whatever they are',
    ),
  draftVersion: singleLine(100)
    .optional()
    .describe('The template that made the draft, with its version, as `deal_value_decrease/1`; none: no template did'),
  cancelKind: z
    .enum(CANCEL_KINDS)
    .optional()
    .describe('Why they were cancelled: a preset reason; other: words, or none; system: no person cancelled them'),
  counted: z
    .enum(COUNTED)
    .optional()
    .describe(
      'What insights count as this, on the days from countedFrom to countedTo, which it needs; never of those covered',
    ),
  countedFrom: z.iso.date().optional().describe('With counted: YYYY-MM-DD, by the workspace’s clocks'),
  countedTo: z.iso.date().optional().describe('With counted: the last day'),
};

export const actionFilters = z.strictObject(filters);
export type ActionFilters = z.output<typeof actionFilters>;

export const actionQuery = z.strictObject({
  ...filters,
  sort: z
    .enum(['newest', 'queue', 'value', 'decided'])
    .default('newest')
    .describe(
      'queue: pending ones, the most pressing first; value: pending ones of one currency, the largest deal first; decided: the others, what left the queue last first',
    ),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
    .optional()
    .describe('With sort=value, which needs it'),
  ...pageQuery,
});

export type ActionQuery = z.output<typeof actionQuery>;

const count = z.number().int();
export const actionCounts = z
  .object({
    byStatus: z.partialRecord(z.enum(STATUSES), count),
    pending: z.object({
      byActionType: z.partialRecord(z.enum(ACTION_TYPES), count),
      byTriggerType: z.partialRecord(z.enum(TRIGGER_TYPES), count),
      byUrgency: z.partialRecord(z.enum(URGENCIES), count),
      byCurrency: z.record(z.string(), count).describe('Of the deals’ amounts, where they are known'),
    }),
    atLeast: z
      .boolean()
      .describe(
        'With q or a time counting stops beyond 1,000 pending or decided ones: true where there are more than were counted',
      ),
  })
  .meta({ id: 'ActionCounts' });

export const companyList = z
  .object({ items: z.array(z.object({ id: z.string(), name: z.string(), count }).meta({ id: 'CompanyCount' })) })
  .meta({ id: 'CompanyList' });

/** What the screens need to know of each action type: its form and how long an approval can be undone. */
export const actionTypeList = z
  .object({
    items: z.array(
      z
        .object({
          actionType: z.enum(ACTION_TYPES),
          schema: jsonObject.describe('JSON Schema of the parameters'),
          undoSeconds: z.number().int().describe('As the caller’s settings have it'),
        })
        .meta({ id: 'ActionTypeEntry' }),
    ),
  })
  .meta({ id: 'ActionTypeList' });

export const snoozeBody = z
  .strictObject({
    until: sentTime.nullable().describe('null: back in the queue; at most 30 days from now'),
  })
  .meta({ examples: [{ until: '2026-12-01T09:00:00+01:00' }, { until: null }] });

export const snoozeAnswer = z.object({ actionId: z.string(), snoozedUntil: optionalTime }).meta({ id: 'SnoozeAnswer' });
