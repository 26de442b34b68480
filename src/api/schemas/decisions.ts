import { z } from 'zod';
import { STATUSES } from '../../domain/lifecycle.ts';
import { MAX_REASON_LENGTH } from '../../domain/readCommand.ts';
import { actionId, jsonObject, time } from './common.ts';

const reason = z
  .string()
  .refine((value) => [...value].length <= MAX_REASON_LENGTH, `must have at most ${MAX_REASON_LENGTH} characters`);
const version = z
  .number()
  .int()
  .min(1)
  .describe('The version decided on; the decision is refused where the action has changed since');
const params = jsonObject.describe('JSON Merge Patch of the parameters (RFC 7396)');

/** Bodies of the resource routes; a body may be left out where nothing in it is required. */
export const approveBody = z
  .strictObject({ version: version.optional(), params: params.optional(), reason: reason.optional() })
  .nullish();
export const cancelBody = z.strictObject({ version: version.optional(), reason: reason.optional() }).nullish();
export const editBody = z.strictObject({ version: version.optional(), params });
export const emptyBody = z.strictObject({}).nullish();

/** One decision on any action. */
export const decisionBody = z
  .discriminatedUnion('action', [
    z.strictObject({
      actionId,
      action: z.literal('approve'),
      version: version.optional(),
      params: params.optional(),
      reason: reason.optional(),
    }),
    z.strictObject({
      actionId,
      action: z.literal('edit'),
      version: version.optional(),
      params,
      reason: reason.optional(),
    }),
    z.strictObject({
      actionId,
      action: z.literal('cancel'),
      version: version.optional(),
      reason: reason.optional(),
    }),
  ])
  .meta({ id: 'Decision' });

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
    failure: z.object({ kind: z.string(), message: z.string() }).optional(),
    retryOf: z.string().optional(),
  })
  .meta({ id: 'DecisionAnswer' });

export type DecisionAnswer = z.output<typeof decisionAnswer>;
