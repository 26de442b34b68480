import { z } from 'zod';

export const tokensShape = z.object({
  rep: z.string(),
  manager: z.string(),
  admin: z.string(),
  service: z.string(),
});

/** One API token for each role. */
export type Tokens = z.output<typeof tokensShape>;

/** Whose tokens they are: users of the demo data. */
export const TOKEN_OWNERS: Record<keyof Tokens, string> = {
  rep: 'ana',
  manager: 'mia',
  admin: 'adam',
  service: 'crm-service',
};
