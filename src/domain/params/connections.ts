/** What administrators say of connections, at whichever door. */
import { z } from 'zod';
import { line } from './people.ts';

/** What a webhook key is for. */
export const webhookKeyLabel = line(100);

/** For how many hours a replaced key stays in force, so that its senders can change to the new one. */
export const DEFAULT_OVERLAP_HOURS = 24;
const MAX_OVERLAP_HOURS = 14 * 24;
export const overlapHours = z
  .int('must be a whole number of hours')
  .min(0, 'must not be negative')
  .max(MAX_OVERLAP_HOURS, `must be at most ${MAX_OVERLAP_HOURS} hours`);
