import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Channel } from '../domain/decide.ts';
import type { Db } from '../store/db.ts';
import type { Reach, Scope } from '../store/scope.ts';
import { findIdentity, type Identity } from '../store/tokens.ts';
import { reachOf, type Verb } from './access.ts';
import { Problem } from './problems.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authentication of routes under /api; see callerOf. */
    identity: Identity | null;
  }
  interface FastifyContextConfig {
    /** What the route does, as the access table names it. */
    verb?: Verb;
  }
}

const BEARER = /^Bearer +(so_[A-Za-z0-9_-]{20,100})$/i;

/** A hook that lets in whoever has a valid token and a role for the route's verb. */
export function authenticate(db: Db) {
  return async (request: FastifyRequest, _reply: FastifyReply): Promise<void> => {
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const identity = token === undefined ? undefined : await findIdentity(db, token);
    if (identity === undefined) {
      request.log.warn({ hasToken: request.headers.authorization !== undefined }, 'denied: not authenticated');
      throw new Problem('unauthenticated', 'send Authorization: Bearer <token> with a token that is in force');
    }
    request.identity = identity;
    if (reachIn(request, identity) === 'none') {
      const { userId, role } = identity;
      const { verb } = request.routeOptions.config;
      request.log.warn({ userId, role, verb }, 'denied: role');
      throw new Problem('forbidden', `the role ${role} may not do this (${verb})`);
    }
  };
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

/** By which door a decision comes in: our own screens and command line say so, everything else is `api`. */
export function channelOf({ headers }: FastifyRequest): Channel {
  const said = headers['signoff-channel'];
  return said === 'cli' || said === 'web' ? said : 'api';
}

function reachIn({ routeOptions }: FastifyRequest, { role }: Identity): Reach {
  const { verb } = routeOptions.config;
  return verb === undefined ? 'none' : reachOf(verb, role);
}
