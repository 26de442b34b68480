/** Signing in with the company's account. */
import { z } from 'zod';

/** Resolved against, to see what a browser makes of a path. */
const NOWHERE = 'http://nowhere.invalid';

/** A path of ours, as a browser resolves it: whoever makes a link must not have us send people elsewhere. */
const path = z
  .string()
  .max(2_000)
  .refine((value) => value.startsWith('/') && URL.canParse(value, NOWHERE), 'must be a path')
  .transform((value) => new URL(value, NOWHERE))
  .refine(({ origin }) => origin === NOWHERE, 'must be a path of ours')
  .transform(({ pathname, search, hash }) => `${pathname}${search}${hash}`)
  // Once more: the path itself may read as an address.
  .refine((value) => new URL(value, NOWHERE).origin === NOWHERE, 'must be a path of ours')
  .meta({ type: 'string' });

export const providerParams = z.object({ provider: z.string().min(1).max(40) });

export const beginQuery = z.object({
  back: path.default('/'),
  again: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
});

/** What the provider adds (RFC 6749, sections 4.1.2 and 4.1.2.1; RFC 9207); openid-client reads the address itself. */
export const callbackQuery = z.looseObject({
  state: z.string().max(500).optional(),
  code: z.string().max(10_000).optional(),
  iss: z.string().max(2_000).optional(),
  error: z.string().max(500).optional(),
});

export const logoutBody = z
  .object({ logout_token: z.string().min(1).max(20_000) })
  .meta({ id: 'LogoutToken', examples: [{ logout_token: 'eyJ…' }] });

/** Where the browser is to go. */
export const goTo = z.object({ goTo: z.string() }).meta({ id: 'GoTo' });

/** An answer that only sends on. */
export const redirected = z.null().describe('The address is in Location');

const html = z.string();
/** A page for a person. */
export const page = { description: 'A page that goes on by itself', content: { 'text/html': { schema: html } } };
