import { z } from 'zod';
import { GROUPINGS, LEAST_FOR_RATE, PERIODS_DAYS } from '../../domain/insights.ts';
import { CANCEL_KINDS } from '../../domain/words/cancelReasons.ts';

const n = z.number().int();
const actions = z.string().describe('The query of GET /api/autonomous-actions that lists the actions behind it');
const share = z.number().nullable();

const count = z.object({ n: n.describe('How many'), actions }).meta({ id: 'InsightCount' });

const rate = z
  .object({
    n: n.describe('Of how many'),
    rate: share.describe(`0 to 1; null where n is below ${LEAST_FOR_RATE}`),
    low: share.describe('Where its 95 % interval begins (Wilson)'),
    high: share.describe('Where that ends'),
    actions,
  })
  .meta({ id: 'InsightRate' });

const figures = {
  created: count.describe('Made on these days'),
  approvedUnedited: count.describe('Approved as they were drafted'),
  approvedEdited: count.describe('Approved with other parameters than were drafted'),
  cancelled: z
    .object({
      ...count.shape,
      byReason: z
        .partialRecord(z.enum(CANCEL_KINDS), count)
        .describe('A preset reason; other: words, or none; system: no person cancelled them'),
    })
    .describe('Cancelled'),
  expired: count.describe('Expired'),
  failed: count.describe('Of those that were approved, or executed by themselves, on these days: failed now'),
  byItself: count.describe('Executed by themselves'),
  acceptance: rate.describe('Of those that a person decided on or that expired, how many were approved'),
  fidelity: rate.describe('Of those that were approved, how much of the draft’s words was left standing'),
  timeToDecide: z
    .object({
      n: n.describe('How many a person decided on after they were seen'),
      medianSeconds: z.number().nullable().describe(`null where n is below ${LEAST_FOR_RATE}`),
      actions,
    })
    .describe('From when it was first seen until a person decided'),
};

export const insightsQuery = z.strictObject({
  days: z.coerce
    .number()
    .pipe(z.literal(PERIODS_DAYS))
    .default(30)
    .describe('How many days to look back over, today the last, by the workspace’s clocks'),
  groupBy: z
    .enum(GROUPINGS)
    .default('trigger')
    .describe('user: only where the workspace’s settings have insightsByPerson, and for one’s own'),
  scope: z
    .enum(['own', 'team'])
    .default('team')
    .describe('own: the caller’s own figures; team: those of all whose figures the caller may see, together'),
});

export const insights = z
  .object({
    days: n.describe('How many days are looked back over'),
    from: z.iso.date().describe('The first day'),
    to: z.iso.date().describe('The last day, today'),
    timeZone: z.string().describe('IANA, the workspace’s'),
    groupBy: z.enum(GROUPINGS).describe('What the items are'),
    byPerson: z.boolean().describe('Whether the workspace shows figures by person'),
    total: z.object(figures).meta({ id: 'InsightFigures' }).describe('Of all together'),
    items: z.array(
      z
        .object({
          key: z
            .string()
            .nullable()
            .describe('A trigger, action type, template with version (null: none), user id or day'),
          name: z.string().nullable().describe('A user’s'),
          ...figures,
        })
        .meta({ id: 'InsightGroup' }),
    ),
  })
  .meta({ id: 'Insights' });
