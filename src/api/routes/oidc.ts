/** Signing in with the company's account: to the identity provider and back. OpenID Connect Core 1.0, section 3.1. */
import { randomBytes } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RelyingParty } from '../../integrations/oidc/relyingParty.ts';
import { createSession, endSessionByHash, SESSION_LIFE_SECONDS } from '../../store/access/sessions.ts';
import {
  ATTEMPT_LIFE_SECONDS,
  keepAttempt,
  type StoredAttempt,
  takeAttempt,
} from '../../store/access/signInAttempts.ts';
import { hashSecret } from '../../store/access/tokens.ts';
import { PersonRefused } from '../../store/people/rules.ts';
import { identify, refuseStale, strangerIn } from '../authenticate.ts';
import { atProvider, noteRefusal, SignInRefused, userOf } from '../companySignIn.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { GOING_ON_CSP, goingOn } from '../goingOn.ts';
import { networkOf } from '../guessing.ts';
import { notFound, Problem } from '../problems.ts';
import { refuseCrossSite } from '../sameOrigin.ts';
import { beginQuery, callbackQuery, goTo, page, providerParams, redirected } from '../schemas/oidc.ts';
import { problemsOfLongAddress, problemsOfOne } from '../schemas/problem.ts';
import { attemptCookieName, isHttps } from '../sessionCookie.ts';
import { backChannelLogoutRoute } from './backChannelLogout.ts';

const tags = ['session'];
/** From one network: an office's whole morning, not more. Each writes a row. */
const MAX_PER_MINUTE = 300;

export async function oidcRoutes(api: Api, deps: RouteDeps): Promise<void> {
  const { db, isFirst, publicUrl, relyingParties = [], sessionCookie } = deps;
  if (deps.rateLimitPerSecond > 0) {
    await api.register(rateLimit, {
      max: MAX_PER_MINUTE,
      timeWindow: 60_000,
      keyGenerator: ({ ip }) => networkOf(ip),
      errorResponseBuilder: () => new Problem('rate-limited', 'too many sign-ins from this network: wait a minute'),
    });
  }
  api.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });

  const attemptCookie = attemptCookieName(publicUrl);
  // Lax, not strict: it has to come along when the provider sends the browser back.
  const ofAttempt = { path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps(publicUrl) } as const;
  const ofSession = { ...ofAttempt, sameSite: 'strict' } as const;
  const find = (id: string): RelyingParty => {
    const found = relyingParties.find(({ provider }) => provider.id === id);
    if (found === undefined) throw notFound('identity provider');
    return found;
  };

  /** Sends the browser away, to come back here. */
  async function begin(
    request: FastifyRequest,
    reply: FastifyReply,
    party: RelyingParty,
    { back, again, linkUserId }: Pick<StoredAttempt, 'back' | 'again' | 'linkUserId'>,
  ): Promise<string> {
    const { url, attempt } = await atProvider(() => party.begin(again));
    const browser = randomBytes(32).toString('base64url');
    const session = request.cookies[sessionCookie];
    await keepAttempt(
      db,
      { provider: party.provider.id, state: attempt.state, browser },
      { ...attempt, back, linkUserId, sessionHash: session === undefined ? null : hashSecret(session) },
    );
    reply.setCookie(attemptCookie, browser, { ...ofAttempt, maxAge: ATTEMPT_LIFE_SECONDS });
    return url.href;
  }

  /** Back to where it began, which says in words why. */
  async function refuse(
    request: FastifyRequest,
    reply: FastifyReply,
    { party, back }: { party: RelyingParty; back: string },
    error: unknown,
  ) {
    if (!(error instanceof SignInRefused)) throw error;
    await noteRefusal({ db, log: request.log, isFirst }, party, error, strangerIn(request));
    return reply.code(302).header('location', withRefusal(back, error.refusal)).send(null);
  }

  api.get(
    '/session/oidc/:provider',
    {
      schema: {
        tags,
        operationId: 'beginCompanySignIn',
        summary: 'Sign in with the company’s account: sends the browser to the identity provider',
        security: [],
        params: providerParams,
        querystring: beginQuery,
        response: { 302: redirected, ...problemsOfLongAddress },
      },
    },
    async (request, reply) => {
      const party = find(request.params.provider);
      try {
        const location = await begin(request, reply, party, { ...request.query, linkUserId: null });
        return await reply.code(302).header('location', location).send(null);
      } catch (error) {
        return refuse(request, reply, { party, back: request.query.back }, error);
      }
    },
  );

  api.post(
    '/session/oidc/:provider/link',
    {
      schema: {
        tags,
        operationId: 'linkCompanyAccount',
        summary: 'Have the company’s account sign the user in from now on: answers where to show it',
        security: [{ session: [] }],
        params: providerParams,
        response: { 200: goTo, ...problemsOfOne },
      },
      onRequest: async (request) => refuseCrossSite(request),
    },
    async (request, reply) => {
      const party = find(request.params.provider);
      const identity = await identify(deps, request);
      if (identity?.credential.kind !== 'session') throw new Problem('unauthenticated', 'sign in first');
      // Whoever sits down at somebody's open screen links no account of his own to it.
      refuseStale(identity);
      try {
        return { goTo: await begin(request, reply, party, { back: '/', again: true, linkUserId: identity.userId }) };
      } catch (error) {
        if (!(error instanceof SignInRefused)) throw error;
        throw new Problem('provider-unavailable', error.message);
      }
    },
  );

  api.get(
    '/session/oidc/:provider/callback',
    {
      schema: {
        tags,
        operationId: 'endCompanySignIn',
        summary: 'Where the identity provider sends the browser back: signs in and goes on',
        security: [],
        params: providerParams,
        querystring: callbackQuery,
        response: { 200: page, 302: redirected, ...problemsOfLongAddress },
      },
    },
    async (request, reply) => {
      const party = find(request.params.provider);
      reply.clearCookie(attemptCookie, ofAttempt);
      const key = {
        provider: party.provider.id,
        state: request.query.state ?? '',
        browser: request.cookies[attemptCookie] ?? '',
      };
      const attempt = await takeAttempt(db, key);
      if (attempt === undefined) {
        // Anybody can come with this: the log alone tells of it.
        request.log.warn({ provider: key.provider }, 'denied: no such sign-in was begun');
        return reply.code(302).header('location', '/?refused=attempt-over').send(null);
      }
      try {
        const secret = await signIn(request, party, key.state, attempt);
        reply.setCookie(sessionCookie, secret, { ...ofSession, maxAge: SESSION_LIFE_SECONDS });
      } catch (error) {
        return refuse(request, reply, { party, back: attempt.back }, error);
      }
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', GOING_ON_CSP)
        .send(goingOn(attempt.back));
    },
  );

  backChannelLogoutRoute(api, db, find);

  /** Answers the new session's secret; the one that the browser had has ended. @throws SignInRefused */
  async function signIn(
    request: FastifyRequest,
    party: RelyingParty,
    state: string,
    attempt: StoredAttempt,
  ): Promise<string> {
    const { id, signOutThere } = party.provider;
    const acting = strangerIn(request);
    // As the provider was told it: PUBLIC_URL may have a path that a proxy takes away.
    const answer = new URL(`${publicUrl?.replace(/\/+$/, '')}${request.url}`);
    const account = await atProvider(() => party.complete(answer, { ...attempt, state }));
    const userId = await userOf({ db, log: request.log }, party, account, attempt.linkUserId ?? undefined, acting);
    const { issuer, subject, sid, idToken, provedAt } = account;
    const company = { provider: id, issuer, subject, sid, provedAt, idToken: signOutThere ? idToken : null };
    const begin = db.transaction().execute(async (tx) => {
      if (attempt.sessionHash !== null) await endSessionByHash(tx, attempt.sessionHash, acting);
      return createSession(tx, { userId, company }, acting);
    });
    return begin.catch((error) => {
      // He has left in this very moment.
      throw error instanceof PersonRefused ? new SignInRefused('deactivated', { about: userId }) : error;
    });
  }
}

/** A path of ours, with why nobody was signed in. */
function withRefusal(back: string, refusal: string): string {
  const url = new URL(back, 'http://unused');
  url.searchParams.set('refused', refusal);
  return `${url.pathname}${url.search}`;
}
