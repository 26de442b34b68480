import type { Readable } from 'node:stream';
import { z } from 'zod';
import { actionFilters } from './actions.ts';

export const actionExportQuery = z.strictObject({
  ...actionFilters.shape,
  sort: z
    .enum(['decided', 'newest'])
    .default('decided')
    .describe('decided: what has left the queue, the last first; newest: of every status, by creation'),
  bom: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .describe('true: with a byte order mark, by which Excel knows UTF-8'),
});

/** A line for each action, below one of names. */
export const actionCsv = z.custom<Readable>().meta({
  type: 'string',
  description:
    'RFC 4180 with a header line, a line for each action; times RFC 3339 in UTC. A text that a spreadsheet would take for a formula has an apostrophe before it',
});
