import { z } from 'zod';
import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { RECORD_KINDS } from '../../domain/crm.ts';
import { STATUSES } from '../../domain/lifecycle.ts';
import { TIMELINE_SOURCES } from '../../domain/timeline.ts';
import { TRIGGER_OUTCOMES, TRIGGER_TYPES } from '../../domain/triggers.ts';
import { outsideId, page, pageQuery, singleLine, time } from './common.ts';

const kind = z.enum(RECORD_KINDS).describe('What it is a timeline of');
const crm = singleLine(48).describe('Whose id it is: hubspot, bottlecrm, webhook, built-in');

export const timelineParams = z.object({ kind, crm, id: outsideId.describe('What that CRM calls it') });

export const timelineQuery = z.strictObject(pageQuery);

const entry = z
  .object({
    key: z.string().describe('What it is told apart by'),
    source: z
      .enum(TIMELINE_SOURCES)
      .describe(
        'trigger: something was seen; trail: something was done to an action; message: somebody was told of one; inbox: the CRM sent what could not be applied',
      ),
    at: time.describe('When it was seen here, or done'),
    occurredAt: time.nullable().describe('When it took place in the CRM; null of what did not'),
    inWords: z.string().describe('What it was'),
    cameTo: z.string().nullable().describe('What it came to or why it came to nothing; null where inWords says all'),
    triggerType: z.enum(TRIGGER_TYPES).nullable().describe('null where it came too late for anybody to know'),
    outcome: z.enum(TRIGGER_OUTCOMES).nullable().describe('Of triggers; null of all else'),
    userId: z.string().nullable().describe('Whose it is, who did it or who was told; null: nobody'),
    userName: z.string().nullable(),
    actionId: z
      .string()
      .nullable()
      .describe('The action that it made, joined or concerns; null: none that the caller may see'),
    actionType: z.enum(ACTION_TYPES).nullable(),
    actionStatus: z.enum(STATUSES).nullable().describe('As it is now'),
    workflowUrl: z.string().nullable().describe('The workflow in Temporal’s Web UI'),
  })
  .meta({ id: 'TimelineEntry' });

export const timeline = page('Timeline', entry)
  .extend({
    kind,
    crm,
    id: z.string(),
    name: z
      .string()
      .nullable()
      .describe('As the CRM told last, where its owner is reached; else as seen or as a trigger said; null: not known'),
    url: z.string().nullable().describe('Where it is in the CRM; null: not known, or its owner is not reached'),
  })
  .meta({ id: 'Timeline' });
