import { z } from 'zod';

/** What Slack posts as a form; what is in it, its own documents say. */
export const slackForm = z
  .object({
    payload: z.string().optional().describe('JSON, with interactions'),
    command: z.string().optional().describe('With slash commands, which have their fields beside it'),
  })
  .meta({ id: 'SlackForm', examples: [{ payload: '{"type":"block_actions"}' }, { command: '/signoff' }] });

/** Null: it has come, and there is nothing to show. */
export const slackAnswer = z.looseObject({}).nullable().meta({ id: 'SlackAnswer' });
