import { z } from 'zod';
import { INSTANT_SHAPE, INSTANT_WORDS, readInstant } from '../instant.ts';

/**
 * A moment at whichever door it comes in: RFC 3339 with any offset there is, of 1970 to 9998, made UTC. `readInstant` alone
 * judges, so that what is let in here is what `readCommand` reads.
 */
export const instant = z
  .string()
  .max(40)
  // Told in the schema, so that forms can say at once what is no time.
  .regex(INSTANT_SHAPE, INSTANT_WORDS)
  .refine((text) => readInstant(text) !== undefined, INSTANT_WORDS)
  .overwrite((text) => readInstant(text) ?? text)
  .meta({ format: 'date-time' });
