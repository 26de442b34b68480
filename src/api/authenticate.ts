import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Door, KnownUser } from '../domain/actor.ts';
import type { Acting } from '../domain/securityEvents.ts';
import type { Verb } from '../domain/verbs.ts';
import type { Identity } from '../store/access/identity.ts';
import type { Reach, Scope } from '../store/access/scope.ts';
import { findSession } from '../store/access/sessions.ts';
import { findIdentity } from '../store/access/tokens.ts';
import { reachOf } from './access.ts';
import type { RouteDeps } from './deps.ts';
import { Problem } from './problems.ts';
import { refuseCrossSite } from './sameOrigin.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authentication of routes under /api; see callerOf. */
    identity: Identity | null;
  }
  interface FastifyContextConfig {
    /** What the route does, as the access table names it. */
    verb?: Verb;
    /** Whether somebody in a browser must have signed in of late: see SIGNED_IN_WITHIN_MS. */
    needsFreshSignIn?: boolean;
  }
}

/**
 * Whoever finds a browser open does not make himself a token with it, nor takes a contact's data away. Whoever has shown earlier who
 * he is, or of whom the provider does not say when, signs in again (OWASP ASVS 5.0, V7.5).
 */
const SIGNED_IN_WITHIN_MS = 15 * 60_000;

const BEARER = /^Bearer +(so_[A-Za-z0-9_-]{20,100})$/i;

/** What credentials are looked up with. */
type Deps = Pick<RouteDeps, 'db' | 'sessionCookie' | 'trySecret'>;

/** A hook that lets in whoever has a valid token or a session. */
export function authenticate(deps: Deps) {
  return async (request: FastifyRequest, _reply: FastifyReply): Promise<void> => {
    request.identity = await identityOf(deps, request);
  };
}

/** A hook that lets in whose role and token have the route's verb: after the rate limit, which also counts what is refused here. */
export async function authorise(request: FastifyRequest): Promise<void> {
  const identity = callerOf(request);
  const { userId, role, verbs } = identity;
  const { verb, needsFreshSignIn = false } = request.routeOptions.config;
  if (reachIn(request, identity) !== 'none') return needsFreshSignIn ? refuseStale(identity) : undefined;
  request.log.warn({ userId, role, verbs, verb }, 'denied: role or token');
  const why = verbs === null ? `the role ${role} may not do this` : 'the token is not made for this';
  throw new Problem('forbidden', `${why} (${verb})`);
}

/** @throws Problem sign-in-again where it was long ago that the session's person has shown who he is */
export function refuseStale({ provedAt }: Identity): void {
  if (provedAt === null || Date.now() - provedAt.getTime() <= SIGNED_IN_WITHIN_MS) return;
  throw new Problem(
    'sign-in-again',
    'sign in again: this needs somebody who has shown who he is in the last 15 minutes',
  );
}

/** A hook that lets in whoever has a valid token or a session, whatever the role. @throws Problem unauthenticated */
export function refuseStrangers(deps: Deps) {
  return async (request: FastifyRequest): Promise<void> => void (await identityOf(deps, request));
}

/** @throws where the route has no authentication: a fault of ours */
export function callerOf({ identity }: FastifyRequest): Identity {
  if (identity === null) throw new Error('the route is not authenticated');
  return identity;
}

/** Whose records this request may touch. */
export function scopeOf(request: FastifyRequest): Scope {
  const caller = callerOf(request);
  return { workspaceId: caller.workspaceId, userId: caller.userId, reach: reachIn(request, caller) };
}

/** Who decides by this request. */
export function actorIn(request: FastifyRequest): KnownUser {
  const { userId, credential } = callerOf(request);
  return { by: userId, channel: channelOf(request), credential };
}

/** Who does by this request what the security trail tells of. */
export function actingIn(request: FastifyRequest): Acting & { by: string } {
  return { ...actorIn(request), address: request.ip };
}

/** Somebody who has not shown who he is. */
export function strangerIn(request: FastifyRequest): Acting {
  return { by: null, channel: 'web', address: request.ip, userAgent: request.headers['user-agent'] };
}

/** Whose credentials this request may be shown in an action's trail. */
export function scopeOfCredentials(request: FastifyRequest): Scope {
  const caller = callerOf(request);
  const { workspaceId, userId } = caller;
  return { workspaceId, userId, reach: reachOf('credentials.read', caller) };
}

/** By which door a decision comes in: a session is a screen's; with a token ours say so, all else is `api`. */
function channelOf(request: FastifyRequest): Door {
  if (callerOf(request).credential.kind === 'session') return 'web';
  const said = request.headers['signoff-channel'];
  return said === 'cli' || said === 'web' ? said : 'api';
}

async function identityOf(deps: Deps, request: FastifyRequest): Promise<Identity> {
  const identity = await identify(deps, request);
  if (identity !== undefined) return identity;
  request.log.warn({ hasToken: request.headers.authorization !== undefined }, 'denied: not authenticated');
  throw new Problem('unauthenticated', 'sign in, or send Authorization: Bearer <token> with a token in force');
}

/**
 * Whose token or session this is; undefined for a stranger. Who sends a token is judged by it alone: what else his browser
 * sends is not of his choosing.
 */
export async function identify(
  { db, sessionCookie, trySecret }: Deps,
  request: FastifyRequest,
): Promise<Identity | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = BEARER.exec(authorization)?.[1];
    return trySecret(request.ip, token ?? authorization, async () =>
      token === undefined ? undefined : findIdentity(db, token),
    );
  }
  const secret = request.cookies[sessionCookie];
  if (secret === undefined) return undefined;
  refuseCrossSite(request);
  return trySecret(request.ip, secret, () => findSession(db, secret));
}

function reachIn({ routeOptions }: FastifyRequest, identity: Identity): Reach {
  const { verb } = routeOptions.config;
  return verb === undefined ? 'none' : reachOf(verb, identity);
}
