import { z } from 'zod';
import { MAX_UNDO_SECONDS } from '../../domain/decide.ts';
import { STATUSES } from '../../domain/lifecycle.ts';
import { MAX_REASON_LENGTH } from '../../domain/readCommand.ts';
import { actionId, jsonObject, sentTime, time } from './common.ts';
import { problem } from './problem.ts';

const reason = z
  .string()
  .refine((value) => [...value].length <= MAX_REASON_LENGTH, `must have at most ${MAX_REASON_LENGTH} characters`);
const version = z
  .number()
  .int()
  .min(1)
  .describe('The version decided on; the decision is refused where the action has changed since');
const params = jsonObject.describe('JSON Merge Patch of the parameters (RFC 7396)');

const undoSeconds = z
  .number()
  .int()
  .min(0)
  .max(MAX_UNDO_SECONDS)
  .describe('How long the approval can be undone before the action is executed; absent or 0: it is executed now');

const sendNow = z
  .boolean()
  .describe('true: an email leaves at once, whatever the send window; its undo window and the caps still hold');

const executeAt = sentTime.describe(
  'Not executed before, and to be undone until then; at most 30 days after the creation. The send window and the caps hold then, too',
);

/** What keeps what was approved beyond its undo window. */
export const waits = z.object({
  why: z.enum(['window', 'cap']).describe('The send window, or a cap'),
  timeZone: z.string().describe('The recipient’s'),
});

/** When what is approved is executed. */
const later = {
  undoSeconds: undoSeconds.optional(),
  sendNow: sendNow.optional(),
  executeAt: executeAt.optional(),
};
const approve = { version: version.optional(), params: params.optional(), reason: reason.optional(), ...later };
const edit = { version: version.optional(), params };
const cancel = { version: version.optional(), reason: reason.optional() };
const undo = { version: version.optional() };
const reschedule = {
  version: version.optional(),
  autoExecuteAt: sentTime.nullable().optional().describe('null: not by itself; absent: as it is'),
  expiresAt: sentTime.optional().describe('absent: as it is'),
};

const MOVES_NOTHING = 'names neither autoExecuteAt nor expiresAt';

function movesSomething(times: { autoExecuteAt?: unknown; expiresAt?: unknown }): boolean {
  return times.autoExecuteAt !== undefined || times.expiresAt !== undefined;
}

/** Bodies of the resource routes; a body may be left out where nothing in it is required. */
export const approveBody = z
  .strictObject(approve)
  .nullish()
  .meta({
    examples: [
      { version: 2, undoSeconds: 10 },
      { version: 2, params: { subject: 'Your renewal' } },
    ],
  });
export const cancelBody = z
  .strictObject(cancel)
  .nullish()
  .meta({ examples: [{ version: 2, reason: 'Spoke to her this morning' }] });
export const editBody = z
  .strictObject(edit)
  .meta({ examples: [{ version: 1, params: { subject: 'Your renewal in January' } }] });
export const undoBody = z
  .strictObject(undo)
  .nullish()
  .meta({ examples: [{ version: 2 }] });
export const rescheduleBody = z
  .strictObject(reschedule)
  .refine(movesSomething, MOVES_NOTHING)
  .meta({ examples: [{ version: 1, autoExecuteAt: '2026-12-01T09:00:00Z' }, { autoExecuteAt: null }] });
export const emptyBody = z
  .strictObject({})
  .nullish()
  .meta({ examples: [{}] });

/** One decision on any action. */
export const decisionBody = z
  .discriminatedUnion('action', [
    z.strictObject({ actionId, action: z.literal('approve'), ...approve }),
    z.strictObject({ actionId, action: z.literal('edit'), ...edit, reason: reason.optional() }),
    z.strictObject({ actionId, action: z.literal('cancel'), ...cancel }),
    z.strictObject({ actionId, action: z.literal('undo'), ...undo }),
    z.strictObject({ actionId, action: z.literal('reschedule'), ...reschedule }).refine(movesSomething, MOVES_NOTHING),
  ])
  .meta({
    id: 'Decision',
    examples: [
      { actionId: '0193a3c2-7f3e-7c1a-9d55-2b7f6f1f0c11', action: 'approve', version: 2, undoSeconds: 10 },
      {
        actionId: '0193a3c2-7f3e-7c1a-9d55-2b7f6f1f0c11',
        action: 'edit',
        version: 1,
        params: { subject: 'Your renewal in January' },
      },
    ],
  });

export const waitQuery = z.strictObject({
  wait: z.enum(['executed']).optional().describe('Answer when the execution is over, or 202 after 30 seconds'),
});

export const decisionAnswer = z
  .object({
    actionId: z.string(),
    status: z.enum(STATUSES),
    version: z.number(),
    decision: z.string(),
    decidedBy: z.string().nullable(),
    decidedAt: time,
    executedAt: time.optional(),
    executesAt: time
      .optional()
      .describe('When the approval’s undo window has passed, the chosen moment has come, or the email may leave'),
    waits: waits.optional().describe('What keeps it until then, where that is more than its undo window'),
    autoExecuteAt: time.nullable().optional().describe('After reschedule'),
    expiresAt: time.optional().describe('After reschedule'),
    failure: z.object({ kind: z.string(), message: z.string() }).optional(),
    retryOf: z.string().optional(),
  })
  .meta({ id: 'DecisionAnswer' });

export type DecisionAnswer = z.output<typeof decisionAnswer>;

const MAX_BULK_ITEMS = 200;

/** A named list, never "all": what one has seen is what is decided on. */
function listOf<Item extends z.ZodType<{ actionId: string }>>(item: Item) {
  return z
    .array(item)
    .min(1)
    .max(MAX_BULK_ITEMS)
    .refine((items) => new Set(items.map((one) => one.actionId)).size === items.length, 'names an action twice');
}

const bulkItem = { actionId, version };

/** Each member takes what a single decision of its kind takes, so that what a caller can write can be decided. */
export const bulkBody = z
  .discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('approve'),
      reason: reason.optional(),
      items: listOf(z.strictObject({ ...bulkItem, ...later })),
    }),
    z.strictObject({
      action: z.literal('cancel'),
      reason: reason.optional().describe('For all of them'),
      items: listOf(z.strictObject(bulkItem)),
    }),
    z.strictObject({ action: z.literal('undo'), items: listOf(z.strictObject(bulkItem)) }),
  ])
  .meta({
    id: 'BulkDecision',
    examples: [
      {
        action: 'approve',
        items: [
          { actionId: '0193a3c2-7f3e-7c1a-9d55-2b7f6f1f0c11', version: 1, undoSeconds: 10 },
          { actionId: '0193a3c2-8a10-7e44-8c0e-5d1e0a9b7f22', version: 3 },
        ],
      },
      {
        action: 'cancel',
        reason: 'The quarter is over',
        items: [{ actionId: '0193a3c2-7f3e-7c1a-9d55-2b7f6f1f0c11', version: 1 }],
      },
    ],
  });

export type BulkDecision = z.output<typeof bulkBody>;

export const bulkAnswer = z
  .object({
    results: z
      .array(
        z.object({
          actionId: z.string(),
          outcome: z.enum(['done', 'already-decided', 'refused', 'failed']),
          answer: decisionAnswer.optional().describe('With done'),
          problem: problem.optional().describe('With every other outcome'),
        }),
      )
      .describe('One for each item, in the order of the request'),
  })
  .meta({ id: 'BulkAnswer' });

export type BulkResult = z.output<typeof bulkAnswer>['results'][number];
