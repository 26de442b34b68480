import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../domain/json.ts';
import { CommandFailure } from './errors.ts';

/** Above the 30 s that an approval may wait for its execution. */
const TIMEOUT_MS = 45_000;

export interface Access {
  url: string;
  token: string;
}

export type Query = Readonly<Record<string, string | undefined>>;

/** The HTTP API as a caller with one token sees it. Every call throws CommandFailure with the problem's code and detail. */
export interface ApiClient {
  get(path: string, query?: Query): Promise<unknown>;
  /** An answer of any length, piece by piece, for as long as it goes on coming. */
  download(path: string, query?: Query): Promise<AsyncIterable<Uint8Array>>;
  patch(path: string, body: object): Promise<unknown>;
  put(path: string, body: object): Promise<unknown>;
  delete(path: string, query?: Query): Promise<unknown>;
  /** With an Idempotency-Key of its own, so that whatever lies between may repeat it. */
  post(path: string, body?: object, query?: Query): Promise<unknown>;
}

interface Asked {
  query?: Query;
  body?: object;
  /** Gives up; by default after TIMEOUT_MS. */
  signal?: AbortSignal;
}

const problem = z.object({ code: z.string(), detail: z.string() });

export function createApiClient({ url, token }: Access): ApiClient {
  async function ask(method: string, path: string, options: Asked): Promise<Response> {
    const target = new URL(`${url.replace(/\/+$/, '')}/api${path}`);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) target.searchParams.set(name, value);
    }
    const { body } = options;
    const headers: Record<string, string> = { authorization: `Bearer ${token}`, 'signoff-channel': 'cli' };
    if (method === 'POST') headers['idempotency-key'] = randomUUID();
    if (body !== undefined) headers['content-type'] = 'application/json';
    const { signal = AbortSignal.timeout(TIMEOUT_MS) } = options;
    const response = await send(target, { method, headers, body: body && JSON.stringify(body), signal });
    if (response.ok) return response;
    const { success, data } = problem.safeParse(parseJson(await response.text()));
    throw success
      ? new CommandFailure(data.code, data.detail)
      : new CommandFailure('unexpected-answer', `${target.origin} answers ${response.status}: is it Signoff's API?`);
  }
  async function call(method: string, path: string, options: Asked): Promise<unknown> {
    const response = await ask(method, path, options);
    return parseJson(await response.text());
  }
  return {
    async download(path, query = {}) {
      const silence = new AbortController();
      const tooLong = new DOMException('nothing comes any more', 'TimeoutError');
      const timer = setTimeout(() => silence.abort(tooLong), TIMEOUT_MS);
      const { body } = await ask('GET', path, { query, signal: silence.signal }).catch((error: unknown) => {
        clearTimeout(timer);
        throw error;
      });
      return piecesOf(body ?? [], timer);
    },
    get: (path, query) => call('GET', path, { query: query ?? {} }),
    patch: (path, body) => call('PATCH', path, { body }),
    put: (path, body) => call('PUT', path, { body }),
    delete: (path, query) => call('DELETE', path, { query: query ?? {} }),
    post: (path, body, query) => call('POST', path, { body, query: query ?? {} }),
  };
}

async function* piecesOf(body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, timer: NodeJS.Timeout) {
  try {
    for await (const piece of body) {
      timer.refresh();
      yield piece;
    }
  } catch {
    throw new CommandFailure('incomplete', 'the answer broke off: what was printed is not all of it');
  } finally {
    clearTimeout(timer);
  }
}

/** An answer in the shape that the caller reads of it. @throws CommandFailure where the API answers something else */
export function readAnswer<T extends z.ZodType>(shape: T, answer: unknown): z.output<T> {
  const parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new CommandFailure(
    'unexpected-answer',
    `the API's answer is not understood (${where}): are both of one version?`,
  );
}

async function send(target: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(target, init);
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      throw new CommandFailure(
        'no-answer',
        `${target.origin} has not answered in ${TIMEOUT_MS / 1000} s: it may still act`,
      );
    }
    throw new CommandFailure('unreachable', `nothing answers at ${target.origin}: is it running?`);
  }
}
