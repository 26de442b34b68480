import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Identity } from '../../store/access/identity.ts';
import { noteSecurity } from '../../store/access/securityTrail.ts';
import {
  createSession,
  type Ended,
  endSession,
  listDemoUsers,
  SESSION_LIFE_SECONDS,
} from '../../store/access/sessions.ts';
import { hasWorkspace } from '../../store/access/setup.ts';
import { findIdentity } from '../../store/access/tokens.ts';
import type { Db } from '../../store/database/db.ts';
import { strangerIn } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { networkOf } from '../guessing.ts';
import { Problem } from '../problems.ts';
import { refuseCrossSite } from '../sameOrigin.ts';
import { goTo } from '../schemas/oidc.ts';
import { problems } from '../schemas/problem.ts';
import { demoSignInBody, nothing, signInBody, signInOptions } from '../schemas/session.ts';
import { forgetOnDevice, isHttps } from '../sessionCookie.ts';
import { setupRoute } from './setup.ts';

const tags = ['session'];

/** Signing in and out of the screens: at the root, as none of it needs a credential. */
export async function sessionRoutes(api: Api, deps: RouteDeps): Promise<void> {
  const {
    db,
    demoSignIn,
    publicUrl,
    relyingParties = [],
    sessionCookie,
    tokenSignIn = true,
    trySecret,
    isFirst,
  } = deps;
  // A page of another site must not even sign somebody in: he would work in another's name without knowing.
  api.addHook('onRequest', async (request) => refuseCrossSite(request));

  const cookie = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isHttps(publicUrl),
  } as const;

  api.get(
    '/session',
    {
      schema: {
        tags,
        operationId: 'getSignInOptions',
        summary: 'How one can sign in here',
        security: [],
        response: { 200: signInOptions, 503: problems[503] },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      const isSetUp = await hasWorkspace(db);
      return {
        demoUsers: demoSignIn ? await listDemoUsers(db) : null,
        providers: relyingParties.map(({ provider: { id, name } }) => ({ id, name })),
        tokenSignIn,
        isSetUp,
      };
    },
  );

  api.post(
    '/session',
    {
      schema: {
        tags,
        operationId: 'signIn',
        summary: 'Sign in: the answer’s cookie stands for the user from then on',
        security: [],
        // In production the route does not know that there are demo users.
        body: demoSignIn ? demoSignInBody : signInBody,
        response: { 204: nothing, ...problems },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const userId = 'token' in body ? await ownerOf(request, body.token) : await demoUser(db, body.demoUserId);
      await endOwn(request);
      const token = 'token' in body ? body.token : undefined;
      const secret = await createSession(db, { userId, token }, strangerIn(request));
      request.log.info({ userId }, 'signed in');
      signIn(reply, secret);
      return reply.code(204).header('cache-control', 'no-store').send(null);
    },
  );

  api.delete(
    '/session',
    {
      schema: {
        tags,
        operationId: 'signOut',
        summary:
          'Sign out; where the company’s account is to be signed out too, the answer says where the browser goes',
        security: [{ session: [] }],
        response: { 200: goTo, 204: nothing, 403: problems[403], 503: problems[503] },
      },
    },
    async (request, reply) => {
      const there = await signOutThere(await endOwn(request));
      forgetOnDevice(reply);
      reply.header('cache-control', 'no-store').clearCookie(sessionCookie, cookie);
      return there === undefined ? reply.code(204).send(null) : reply.code(200).send({ goTo: there.href });
    },
  );

  setupRoute(api, deps, signIn);

  function signIn(reply: FastifyReply, secret: string): void {
    reply.setCookie(sessionCookie, secret, { ...cookie, maxAge: SESSION_LIFE_SECONDS });
  }

  async function ownerOf(request: FastifyRequest, token: string): Promise<string> {
    if (!tokenSignIn) return refuse(request, 'forbidden', 'signing in with a token is switched off');
    const identity = await trySecret(request.ip, token, () => findIdentity(db, token));
    if (identity === undefined) return refuse(request, 'unauthenticated', 'the token is not in force');
    const why = whyNoSession(identity);
    return why === undefined ? identity.userId : refuse(request, 'forbidden', why, identity.userId);
  }

  async function refuse(
    request: FastifyRequest,
    code: 'unauthenticated' | 'forbidden',
    why: string,
    about?: string,
  ): Promise<never> {
    request.log.warn({ about, why }, 'denied: sign-in');
    if (isFirst(`${networkOf(request.ip)} ${why} ${about}`))
      await noteSecurity(db, strangerIn(request), { event: 'sign_in_refused', about, detail: { why } });
    throw new Problem(code, why);
  }

  async function endOwn(request: FastifyRequest): Promise<Ended | undefined> {
    const secret = request.cookies[sessionCookie];
    return secret === undefined ? undefined : endSession(db, secret, strangerIn(request));
  }

  /** Where the provider that the session was opened at ends its own; undefined where that is not wanted, or cannot be. */
  async function signOutThere(ended: Ended | undefined): Promise<URL | undefined> {
    const idToken = ended?.idToken ?? null;
    const party = relyingParties.find(({ provider }) => provider.id === ended?.provider && provider.signOutThere);
    return idToken === null ? undefined : party?.signOutUrl(idToken);
  }
}

/** A session may all that its user may: whoever holds less with a token gets no more by it. */
function whyNoSession({ role, verbs }: Identity): string | undefined {
  if (role === 'service') return 'a program’s token does not sign anybody in';
  return verbs === null ? undefined : 'a token that is limited to some verbs does not sign anybody in';
}

async function demoUser(db: Db, id: string): Promise<string> {
  const users = await listDemoUsers(db);
  if (!users.some((user) => user.id === id)) throw new Problem('unauthenticated', 'there is no such demo user');
  return id;
}
