/** What the commands read of the API's answers; everything else in them is left alone. */
import { z } from 'zod';
import { ACTION_TYPES, URGENCIES } from '../domain/actionTypes.ts';
import { STATUSES } from '../domain/lifecycle.ts';
import { TRIGGER_TYPES } from '../domain/triggers.ts';

const time = z.string();
const optionalTime = time.nullable();
const failure = z.object({ kind: z.string(), message: z.string() });
const named = { id: z.string().optional(), name: z.string().optional() };

const subject = z.object({
  company: z.object(named).optional(),
  deal: z
    .object({
      ...named,
      amountMinor: z.number().optional(),
      currency: z.string().optional(),
      stage: z.string().optional(),
    })
    .optional(),
  contact: z.object({ ...named, email: z.string().optional() }).optional(),
});

export const actionSummary = z.object({
  id: z.string(),
  userId: z.string(),
  userName: z.string(),
  triggerType: z.enum(TRIGGER_TYPES),
  actionType: z.enum(ACTION_TYPES),
  status: z.enum(STATUSES),
  version: z.number(),
  contextSummary: z.string(),
  urgency: z.enum(URGENCIES),
  subject,
  autoExecuteAt: optionalTime,
  expiresAt: time,
  scheduledApproval: z
    .object({ by: z.string().nullable(), byName: z.string().nullable(), executesAt: time })
    .nullable(),
  leaves: z.object({ at: optionalTime, why: z.string(), reason: z.string().nullish() }).nullish(),
  executingAt: optionalTime,
  executedAt: optionalTime,
  leftQueueAt: optionalTime,
  cancelReason: z.string().nullable(),
  failure: failure.nullable(),
  createdAt: time,
});
export type ActionSummary = z.output<typeof actionSummary>;

export const alert = z.object({
  title: z.string(),
  summary: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  actionId: z.string().nullable(),
  createdAt: time,
  readAt: optionalTime,
});

export const actionDetail = z.object({
  ...actionSummary.shape,
  params: z.record(z.string(), z.unknown()),
  originalParams: z.record(z.string(), z.unknown()),
  retriedAs: z.string().nullable(),
  workflowId: z.string(),
  workflowUrl: z.string().nullable(),
  alerts: z.array(alert),
  audit: z.array(z.object({ at: time, inWords: z.string() })),
  deliveries: z.array(
    z.object({ step: z.string(), state: z.string(), attempt: z.number(), error: failure.nullable() }),
  ),
});
export type ActionDetail = z.output<typeof actionDetail>;

export const actionPage = z.object({ items: z.array(actionSummary), nextCursor: z.string().nullable() });
/** What was seen of a record, and what it came to. */
export const timeline = z.object({
  name: z.string().nullable(),
  items: z.array(
    z.object({ at: time, inWords: z.string(), cameTo: z.string().nullable(), actionId: z.string().nullable() }),
  ),
  nextCursor: z.string().nullable(),
});
export const alertPage = z.object({ items: z.array(alert), nextCursor: z.string().nullable() });

export const decisionAnswer = z.object({
  actionId: z.string(),
  status: z.enum(STATUSES),
  version: z.number(),
  executesAt: time.optional(),
  waits: z.object({ why: z.string(), timeZone: z.string() }).optional(),
  autoExecuteAt: optionalTime.optional(),
  expiresAt: time.optional(),
  executedAt: time.optional(),
  failure: failure.optional(),
});
export type DecisionAnswer = z.output<typeof decisionAnswer>;

export const triggerAnswer = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('created'),
    actionId: z.string(),
    actionType: z.enum(ACTION_TYPES),
    contextSummary: z.string(),
    autoExecuteAt: optionalTime,
  }),
  z.object({ outcome: z.literal('duplicate'), actionId: z.string(), dedupKey: z.string() }),
  z.object({ outcome: z.literal('switched_off') }),
]);
export type TriggerAnswer = z.output<typeof triggerAnswer>;

export const settingsAnswer = z.object({
  effective: z.object({
    autoExecute: z.record(
      z.enum(ACTION_TYPES),
      z.object({ enabled: z.boolean(), autoExecuteDelayMinutes: z.number() }),
    ),
    triggerActions: z.record(z.enum(TRIGGER_TYPES), z.enum([...ACTION_TYPES, 'off'])),
    workingHours: z.object({
      days: z.array(z.string()),
      from: z.string(),
      to: z.string(),
      country: z.string().optional(),
    }),
  }),
});
