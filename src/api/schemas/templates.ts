import { z } from 'zod';
import { MAX_TEMPLATE_BODY, MAX_TEMPLATE_SUBJECT, TEMPLATE_KINDS } from '../../domain/templates.ts';
import { TRIGGER_TYPES } from '../../domain/triggers.ts';
import { time } from './common.ts';

const triggerType = z.enum(TRIGGER_TYPES);
const kind = z.enum(TEMPLATE_KINDS).describe('email: of both actions that write one; message: in Slack');

/** What somebody types: what is wrong in it is told with its place, so that more is let in here than is kept. */
const texts = {
  subject: z
    .string()
    .max(2 * MAX_TEMPLATE_SUBJECT)
    .describe('One line: an email’s subject, a task’s title, a message’s heading'),
  body: z.string().max(2 * MAX_TEMPLATE_BODY),
};
const shownTexts = z.object({ subject: z.string(), body: z.string() });

export const templateParams = z.object({ triggerType, kind });

const version = z
  .object({
    owner: z.enum(['own', 'workspace']),
    version: z.number().int(),
    draftVersion: z.string().describe('What actions and insights call it'),
    texts: shownTexts.nullable().describe('null: from then on there was none'),
    madeBy: z.string().nullable().describe('The id of whoever wrote it; null: nobody who is known'),
    madeByName: z.string().nullable(),
    createdAt: time,
  })
  .meta({ id: 'TemplateVersion' });

export const templatesAnswer = z
  .object({ items: z.array(z.object({ triggerType, kind, ...version.shape }).meta({ id: 'ListedTemplate' })) })
  .meta({ id: 'Templates' });

export const templateAnswer = z
  .object({
    triggerType,
    kind,
    builtIn: z.object({ ...shownTexts.shape, draftVersion: z.string() }).describe('Ours, to begin with'),
    facts: z
      .array(z.object({ name: z.string(), isAlways: z.boolean().describe('Whether it is always known') }))
      .describe('What the template may say'),
    versions: z.array(version).describe('One’s own and the workspace’s, the newest first: at most 50 of each'),
  })
  .meta({ id: 'Template' });

const seen = z.number().int().min(0).describe('The highest version that was seen, of whose it is; 0: none');

export const newTemplate = z.strictObject({ ...texts, seen }).meta({
  id: 'NewTemplate',
  examples: [{ subject: 'About {{ company }}', body: '{{ greeting }}\n\n{{ question }}', seen: 0 }],
});

export const removeQuery = z.strictObject({
  seen: z.coerce.number().int().min(1).describe('The highest version that was seen'),
});

export const triedTemplate = z
  .strictObject(texts)
  .meta({ id: 'TriedTemplate', examples: [{ subject: 'About {{ company }}', body: '{{ greeting }}' }] });

export const previewAnswer = z
  .object({
    flaws: z
      .array(
        z
          .object({
            field: z.enum(['subject', 'body']).describe('Where it is'),
            line: z.number().int().describe('From 1'),
            column: z.number().int().describe('From 1'),
            message: z.string(),
          })
          .meta({ id: 'TemplateFlaw' }),
      )
      .describe('Why it cannot be kept; then there are no examples'),
    examples: z
      .array(
        z
          .object({
            alertId: z.string(),
            actionId: z.string().nullable(),
            summary: z.string(),
            createdAt: time,
            texts: shownTexts,
            problem: z.string().nullable().describe('Why ours would be taken instead; null: it would be this one'),
          })
          .meta({ id: 'TemplateExample' }),
      )
      .describe('Of the last triggers of that type'),
  })
  .meta({ id: 'TemplatePreview' });
