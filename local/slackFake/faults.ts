/** What a test can have the fake's Web API do wrong. */
import { z } from 'zod';

/**
 * `lose_answer` does the work and then drops the connection, so that the caller cannot know; `late` drops it at once and does
 * the work `afterMs` later, as for a caller who has given up waiting; `slow` does the work at once and answers `afterMs` later;
 * `away` does nothing and drops the connection.
 */
export const slackFault = z.strictObject({
  /** A method's name, `response_url`, or `*` for all of them. */
  method: z.string().min(1),
  kind: z.enum(['rate_limited', 'error', 'http_500', 'lose_answer', 'late', 'slow', 'away']),
  /** With `error`: Slack's code. */
  error: z.string().default('internal_error'),
  retryAfterSeconds: z.number().int().min(0).default(1),
  afterMs: z.number().int().min(0).default(1_000),
  times: z.number().int().min(1).default(1),
  /** In the place of `times`: for so long from now. */
  forMs: z.number().int().min(1).optional(),
});
export type SlackFault = Omit<z.output<typeof slackFault>, 'times' | 'forMs'>;
