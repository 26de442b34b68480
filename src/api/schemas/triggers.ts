import { z } from 'zod';
import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { WRITABLE_CRMS } from '../../domain/crmNames.ts';
import { emailAddress } from '../../domain/params/schemas.ts';
import { countryCode } from '../../domain/params/workingHours.ts';
import { personName as withoutAddress } from '../../domain/text.ts';
import { TRIGGER_TYPES } from '../../domain/triggers.ts';
import { jsonObject, optionalTime, outsideId, sentTime, singleLine, time } from './common.ts';

const link = z.url({ protocol: /^https?$/ }).max(2_000);

/** The same boundary as for what CRMs send. */
const personName = singleLine(200).overwrite((value) => withoutAddress(value));

const summary = z
  .string()
  .min(1)
  .refine((value) => [...value].length <= 500, 'must have at most 500 characters');

/** What the CRM says happened. */
export const newTrigger = z
  .strictObject({
    userId: outsideId.optional().describe('Whose action it becomes; absent: the caller’s'),
    triggerType: z.enum(TRIGGER_TYPES),
    actionType: z.enum(ACTION_TYPES).optional().describe('Absent: what settings or the default map propose'),
    actionParams: jsonObject.optional().describe('Each given parameter wins over the drafted one'),
    contextSummary: summary.optional(),
    companyId: outsideId.optional(),
    dealId: outsideId.optional(),
    eventId: outsideId.optional().describe('Tells two meetings or form submissions of one deal apart'),
    crm: z.enum(WRITABLE_CRMS).optional().describe('Where a task or touch is written; absent: the workspace’s'),
    occurredAt: sentTime.optional(),
    company: z
      .strictObject({
        id: outsideId.optional(),
        name: singleLine(200).optional(),
        country: countryCode.optional(),
        url: link.optional(),
      })
      .optional(),
    deal: z
      .strictObject({
        id: outsideId.optional(),
        name: singleLine(200).optional(),
        amountMinor: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().describe('In minor units: cents'),
        currency: z
          .string()
          .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
          .optional(),
        stage: singleLine(100).optional(),
        ownerId: outsideId.optional(),
        url: link.optional(),
      })
      .optional(),
    contact: z
      .strictObject({
        id: outsideId.optional(),
        name: personName.optional().describe('An address in it is left out'),
        email: emailAddress.optional(),
        timeZone: singleLine(100).optional(),
        country: countryCode.optional(),
        url: link.optional(),
      })
      .optional(),
  })
  .superRefine((trigger, context) => {
    for (const [key, id] of [
      ['company', trigger.companyId],
      ['deal', trigger.dealId],
    ] as const) {
      const named = trigger[key];
      if (named === undefined) continue;
      if (named.id === undefined && id === undefined) {
        context.addIssue({ code: 'custom', path: [key, 'id'], message: `or ${key}Id is required` });
      } else if (named.id !== undefined && id !== undefined && named.id !== id) {
        context.addIssue({ code: 'custom', path: [key, 'id'], message: `must be ${key}Id` });
      }
    }
  })
  .meta({
    id: 'NewTrigger',
    examples: [
      {
        triggerType: 'deal_value_decrease',
        company: { id: 'acme', name: 'Acme Corp' },
        deal: { id: 'acme-renewal', name: 'Acme renewal', amountMinor: 7_500_000, currency: 'USD' },
        contact: { id: 'sarah', name: 'Sarah Chen', email: 'sarah@acme.com' },
      },
      {
        triggerType: 'deal_value_decrease',
        actionType: 'create_followup_task',
        actionParams: { subject: 'Ask Sarah why the renewal shrank' },
        dealId: 'acme-renewal',
        companyId: 'acme',
        occurredAt: '2026-11-24T08:30:00Z',
      },
    ],
  });

export type NewTrigger = z.output<typeof newTrigger>;

/** 201: the trigger made an action. */
export const triggerCreated = z
  .object({
    outcome: z.literal('created'),
    deduplicated: z.literal(false),
    actionId: z.string(),
    alertId: z.string(),
    status: z.literal('pending'),
    version: z.number(),
    actionType: z.enum(ACTION_TYPES),
    contextSummary: z.string(),
    workflowId: z.string(),
    autoExecuteAt: optionalTime,
    expiresAt: time,
    createdAt: time,
  })
  .meta({ id: 'TriggerCreated' });

const deduplicated = z.object({
  outcome: z.literal('duplicate'),
  deduplicated: z.literal(true),
  actionId: z.string().describe('The action that stands'),
  alertId: z.string().describe('The alert that joined it'),
  dedupKey: z.string(),
});

const switchedOff = z.object({
  outcome: z.literal('switched_off').describe('The settings have this trigger switched off'),
  deduplicated: z.literal(false),
});

/** 200: the trigger made no action. */
export const triggerAbsorbed = z
  .discriminatedUnion('outcome', [deduplicated, switchedOff])
  .meta({ id: 'TriggerAbsorbed' });
