import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { claimKey, type KeyOf, readKey, releaseKey, storeAnswer } from '../store/access/idempotencyKeys.ts';
import type { Db } from '../store/database/db.ts';
import { callerOf } from './authenticate.ts';
import { invalid, Problem } from './problems.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The Idempotency-Key that this request has claimed, until it is answered. */
    claimedKey: (KeyOf & { claim: string }) | null;
  }
}

const MAX_KEY_LENGTH = 255;
/** Visible ASCII: what can be a header's value without being rewritten on the way. */
const KEY = /^[\x21-\x7e]+( +[\x21-\x7e]+)*$/;

/**
 * Every POST with an Idempotency-Key runs once: repeated, it gets the first answer again (24 hours long); an answer of
 * 500 and above is not kept, so that the request can be repeated. What needs a fresh sign-in runs each time.
 */
export function addIdempotency(api: FastifyInstance, db: Db): void {
  api.decorateRequest('claimedKey', null);
  // What this process is at work on. Whatever else has no answer was left by one that died, and runs again at once.
  const underWay = new Set<string>();
  const endings = new WeakMap<FastifyRequest, () => void>();

  api.addHook('preHandler', async (request, reply) => {
    if (request.method !== 'POST') return;
    // A token or a contact's data: what is shown once is not kept for a day.
    if (request.routeOptions.config.needsFreshSignIn === true) return;
    const key = keyOf(request);
    if (key === undefined) return;
    const owner = { userId: callerOf(request).userId, key };
    const name = JSON.stringify([owner.userId, key]);
    const isUnderWay = underWay.has(name);
    if (!isUnderWay) {
      underWay.add(name);
      endings.set(request, () => underWay.delete(name));
    }
    const claim = await (isUnderWay ? readKey : claimKey)(db, owner, fingerprint(request));
    switch (claim.kind) {
      case 'claimed':
        request.claimedKey = { ...owner, claim: claim.claim };
        return;
      case 'answered':
        return replay(reply, claim.answer);
      case 'running':
        throw new Problem('idempotency-key-in-use', 'wait for its answer, then repeat the request to get it again');
      case 'reused':
        throw new Problem('idempotency-key-reused', 'send another request with another key');
    }
  });

  api.addHook('onSend', async (request, reply, payload) => {
    const { claimedKey } = request;
    request.claimedKey = null;
    try {
      if (claimedKey !== null) await finish(claimedKey, reply, payload);
    } catch (error) {
      // The request has done its work: it is answered all the same, and repeated it runs again.
      request.log.error({ err: error }, 'the answer to an Idempotency-Key could not be kept');
    } finally {
      endings.get(request)?.();
    }
  });

  async function finish({ claim, ...owner }: KeyOf & { claim: string }, reply: FastifyReply, payload: unknown) {
    if (reply.statusCode >= 500) return releaseKey(db, owner, claim);
    const contentType = reply.getHeader('content-type');
    await storeAnswer(db, owner, claim, {
      status: reply.statusCode,
      contentType: typeof contentType === 'string' ? contentType : null,
      body: typeof payload === 'string' ? payload : null,
    });
  }
}

/** The answer to come is not kept: the same request with the same key runs again, as after an answer of 500 and above. */
export async function runAgain(db: Db, request: FastifyRequest): Promise<void> {
  const { claimedKey } = request;
  if (claimedKey === null) return;
  request.claimedKey = null;
  await releaseKey(db, claimedKey, claimedKey.claim);
}

/** @throws Problem where the key is not one */
export function keyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && key.length <= MAX_KEY_LENGTH && KEY.test(key)) return key;
  const detail = `must be 1 to ${MAX_KEY_LENGTH} visible ASCII characters`;
  throw invalid([{ pointer: '/headers/idempotency-key', detail }]);
}

function replay(reply: FastifyReply, answer: { status: number; contentType: string | null; body: string | null }) {
  reply.code(answer.status).header('idempotent-replayed', 'true');
  if (answer.contentType !== null) reply.header('content-type', answer.contentType);
  // The body is text already: no schema has to look at it again.
  return reply.serializer((body: unknown) => String(body)).send(answer.body ?? '');
}

function fingerprint({ method, url, body }: FastifyRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, body ?? null]))
    .digest('base64url');
}
