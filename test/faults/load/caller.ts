/** A caller as CRMs and screens should be: it repeats what was not answered, under the same key, until it is. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isJsonObject, type JsonObject, parseJson } from '../../../src/domain/json.ts';

export interface Answered {
  status: number;
  body: JsonObject;
}

export interface Caller {
  post(token: string, path: string, body: object): Promise<Answered>;
  /** Any request at all, repeated until it is answered; `send` is told to which API. */
  untilAnswered(send: (url: string) => Promise<Response>): Promise<Answered>;
  /** Requests that are under way at this moment. */
  underWay(): number;
  requests(): number;
  /** Sendings beyond the first. */
  repeated(): number;
}

/** What a fault may last, and then some: nobody waits longer for an answer. */
const GIVE_UP_AFTER_MS = 180_000;
const TIMEOUT_MS = 30_000;
const PAUSE_MS = 250;

/** @param urls the APIs' origins: asked in turn, so that one that is down is left at the next attempt */
export function createCaller(urls: readonly [string, ...string[]]): Caller {
  let turn = 0;
  let underWay = 0;
  let requests = 0;
  let repeated = 0;

  async function untilAnswered(send: (url: string) => Promise<Response>): Promise<Answered> {
    const deadlineMs = performance.now() + GIVE_UP_AFTER_MS;
    requests += 1;
    underWay += 1;
    try {
      for (;;) {
        turn += 1;
        const answered = await once(send, urls[turn % urls.length] ?? urls[0]);
        if (answered !== undefined) return answered;
        if (performance.now() > deadlineMs) throw new Error(`no answer in ${GIVE_UP_AFTER_MS / 1_000} s`);
        repeated += 1;
        await sleep(PAUSE_MS);
      }
    } finally {
      underWay -= 1;
    }
  }
  return {
    untilAnswered,
    post(token, path, body) {
      const key = randomUUID();
      return untilAnswered((url) =>
        fetch(`${url}/api${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        }),
      );
    },
    underWay: () => underWay,
    requests: () => requests,
    repeated: () => repeated,
  };
}

/** Undefined where it is to be repeated: nobody answered, somebody could not, or is at it for an earlier sending. */
async function once(send: (url: string) => Promise<Response>, url: string): Promise<Answered | undefined> {
  try {
    const response = await send(url);
    const text = await response.text();
    const parsed = parseJson(text);
    const body = isJsonObject(parsed) ? parsed : { text };
    if (response.status >= 500 || response.status === 429) return undefined;
    return body.code === 'idempotency-key-in-use' ? undefined : { status: response.status, body };
  } catch {
    return undefined;
  }
}
