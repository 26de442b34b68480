/** Signing in to the screens. Programs send a token with each request instead. */
import { z } from 'zod';
import { ROLES } from '../../domain/roles.ts';

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
