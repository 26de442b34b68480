import { z } from 'zod';

export const webhookAnswer = z.object({
  stored: z.number().describe('Events that were not here before'),
  duplicates: z.number().describe('Events that were'),
  skipped: z.number().describe('Events that are not kept: of a type not known, our own doing, or not understood'),
});
