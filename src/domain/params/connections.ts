/** What administrators say of connections, at whichever door. */
import { z } from 'zod';
import { MAX_OVERLAP_HOURS } from '../webhookKeys.ts';
import { line } from './people.ts';

/** What a webhook key is for. */
export const webhookKeyLabel = line(100);

/** For how many hours a replaced key stays in force. */
export const overlapHours = z
  .int('must be a whole number of hours')
  .min(0, 'must not be negative')
  .max(MAX_OVERLAP_HOURS, `must be at most ${MAX_OVERLAP_HOURS} hours`);
