import { z } from 'zod';
import { INSTANT_WORDS, readInstant } from '../instant.ts';

/** A moment at whichever door it comes in: RFC 3339 with any offset there is, of 1970 to 9998, made UTC. */
export const instant = z.iso
  .datetime({ offset: true })
  .max(40)
  .refine((text) => readInstant(text) !== undefined, INSTANT_WORDS)
  .overwrite((text) => readInstant(text) ?? text);
