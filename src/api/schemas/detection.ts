import { z } from 'zod';
import { TRIGGER_OUTCOMES, TRIGGER_TYPES } from '../../domain/triggers.ts';
import { jsonObject, singleLine, time } from './common.ts';

const stages = z.array(singleLine(100)).max(100);
const days = z.number().int().min(1).max(3_650);
const threshold = z.strictObject({
  minPercent: z.number().min(0).max(100),
  minAmountMinor: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
});

const pipeline = z.strictObject({
  id: singleLine(100),
  open: stages.min(1),
  won: stages,
  lost: stages,
  labels: z
    .record(singleLine(100), singleLine(100))
    .optional()
    .describe(
      'What people call its stages, by their ids in the CRM: texts for reviewers use these, then the CRM’s own labels',
    ),
});

/** Over how long it is counted what stayed below a threshold. */
export const BELOW_DAYS = 30;

/** What a workspace calls worth a trigger; what is absent has its default. */
export const detection = z
  .strictObject({
    pipelines: z
      .array(pipeline)
      .min(1)
      .max(50)
      .describe(
        'Open stages in their order; `*` is every pipeline without an entry of its own, `{crm}:*` those of one CRM. They hold over what a CRM tells of its pipelines, and that over the built-in ones',
      ),
    decrease: threshold,
    increase: threshold,
    closeDatePushedDays: days,
    fitScoreThreshold: z.number().min(0).max(1_000),
    newContactDays: days,
    opens: z.strictObject({ count: z.number().int().min(2).max(100), windowHours: z.number().min(1).max(720) }),
    silenceDays: z.strictObject({ default: days, byStage: z.record(singleLine(100), days) }),
    championSilenceDays: days,
    multiThread: z.strictObject({ contacts: z.number().int().min(2).max(100), windowDays: z.number().min(1).max(90) }),
    fieldMap: z.record(
      singleLine(48),
      z.strictObject({
        champion: singleLine(100)
          .optional()
          .describe('Where the CRM keeps the champion: a property, or an association’s label'),
        competitors: singleLine(100).optional().describe('The property that holds the competitors'),
        fitScore: singleLine(100).optional().describe('The property that holds the fit score'),
      }),
    ),
  })
  .partial()
  .meta({
    id: 'Detection',
    examples: [
      {
        decrease: { minPercent: 10, minAmountMinor: 100_000 },
        silenceDays: { default: 14, byStage: { negotiation: 7 } },
        fieldMap: { hubspot: { champion: 'champion', competitors: 'competitors', fitScore: 'hs_lead_score' } },
      },
    ],
  });

export const detectionAnswer = z
  .object({
    own: detection,
    effective: detection
      .required()
      .describe(
        'The choices over the built-in ones. What CRMs tell of their pipelines stands between and is not shown',
      ),
    below: z
      .partialRecord(z.enum(TRIGGER_TYPES), z.number().int())
      .describe(
        `How many changes stayed below a threshold within ${BELOW_DAYS} days, by the trigger that they would have been`,
      ),
  })
  .meta({ id: 'DetectionAnswer' });

export const triggerLogQuery = z.object({
  outcome: z.enum(TRIGGER_OUTCOMES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.coerce.number().int().min(1).optional().describe('The nextBefore of the page before'),
});

export const triggerLogAnswer = z
  .object({
    items: z.array(
      z
        .object({
          id: z.number(),
          userId: z.string().nullable(),
          triggerType: z.enum(TRIGGER_TYPES).nullable(),
          outcome: z.enum(TRIGGER_OUTCOMES),
          dedupKey: z.string().nullable(),
          actionId: z.string().nullable(),
          payload: jsonObject,
          occurredAt: time,
          createdAt: time,
        })
        .meta({ id: 'LoggedTrigger' }),
    ),
    nextBefore: z.number().nullable(),
  })
  .meta({ id: 'TriggerLogPage' });
