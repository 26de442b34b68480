/** Signing in to the screens. Programs send a token with each request instead. */
import { z } from 'zod';
import { ROLES } from '../../domain/roles.ts';
import { optionalTime, time } from './common.ts';

export const signInOptions = z
  .object({
    demoUsers: z
      .array(z.object({ id: z.string(), displayName: z.string(), role: z.enum(ROLES), workspaceName: z.string() }))
      .nullable()
      .describe('Whom one may sign in as without a password on a developer’s machine; null in production'),
    providers: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .describe('Where one signs in with the company’s account: /session/oidc/<id>'),
    tokenSignIn: z.boolean().describe('Whether one may sign in with an API token'),
    isSetUp: z
      .boolean()
      .describe('Whether there is a workspace yet; the link that the API printed makes the first one'),
  })
  .meta({ id: 'SignInOptions' });

const tokenSignIn = z.strictObject({ token: z.string().min(1).max(200) });
const demoSignIn = z.strictObject({ demoUserId: z.string().min(1).max(48) });

/** What production takes. */
export const signInBody = tokenSignIn.meta({ id: 'SignIn', examples: [{ token: 'so_…' }] });

/** What a developer’s machine takes besides. */
export const demoSignInBody = z
  .union([tokenSignIn, demoSignIn])
  .meta({ id: 'DemoSignIn', examples: [{ demoUserId: 'ana' }, { token: 'so_…' }] });

/** An answer without a body. */
export const nothing = z.null();

const session = z
  .object({
    id: z.uuid(),
    isCurrent: z.boolean().describe('Whether the request came by it'),
    signedInAt: time,
    lastUsedAt: time.describe('To the minute'),
    endsAt: time.describe('Where nobody uses it any more'),
    address: z.string().nullable().describe('The client’s IP address at the sign-in'),
    userAgent: z.string().nullable().describe('What the browser called itself then'),
    account: z.string().nullable().describe('The company’s account that it was begun with'),
    tokenLabel: z.string().nullable().describe('The token that it was begun with: they end together'),
  })
  .meta({ id: 'Session' });

const account = z
  .object({
    provider: z.string().describe('Linked by POST /session/oidc/<provider>/link'),
    name: z.string(),
    linkedAt: optionalTime.describe('Null: it does not sign one in yet'),
  })
  .meta({ id: 'Account' });

export const sessionsAnswer = z
  .object({ items: z.array(session), accounts: z.array(account) })
  .meta({ id: 'Sessions' });
