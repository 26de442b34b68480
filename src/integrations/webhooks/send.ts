/** Sends one outgoing webhook: signed as Standard Webhooks 1.0 says, to an address that was looked at first. */
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { AttemptOutcome } from '../../domain/webhooks.ts';
import { type Address, createResolve, type Resolve } from './resolve.ts';
import { literalAddress, type Networks, refusalOf } from './target.ts';

const resolveByDns = createResolve();

/** One webhook, ready to be signed. */
export interface WebhookToSend {
  url: string;
  id: string;
  /** The CloudEvent, in the structured mode of its HTTP binding (1.0.2, section 3.2). */
  body: string;
  /** `whsec_…`; each signs. */
  secrets: readonly string[];
}

/** What sending depends on. */
export interface SendDeps {
  /** Where it may go although it is not the internet. */
  networks: Networks;
  /** Of all of it: DNS, connecting, and the answer. */
  timeoutMs: number;
  /** Cuts the attempt off, whose outcome nobody knows then. */
  stop?: AbortSignal;
  /** DNS unless a test has its own. */
  resolve?: Resolve;
}

/**
 * One attempt, which ends within `timeoutMs`, whatever the other side does. The name is resolved once, every address of it is looked at, and
 * to these and no others it connects, with the name for TLS and the Host header: an answer of DNS that is another one a moment later
 * changes nothing. Redirects are not followed, and nothing of the answer is read but its status.
 *
 * @throws the reason of `stop`, and nothing else
 */
export async function sendWebhook(webhook: WebhookToSend, deps: SendDeps): Promise<AttemptOutcome> {
  const timeout = AbortSignal.timeout(deps.timeoutMs);
  const signal = deps.stop === undefined ? timeout : AbortSignal.any([timeout, deps.stop]);
  try {
    const url = new URL(webhook.url);
    const addresses = await unlessAborted(signal, addressesOf(url.hostname, deps.resolve));
    const refusal = refusalOf(
      addresses.map(({ address }) => address),
      url.protocol,
      deps.networks,
    );
    if (refusal !== undefined) return { error: refusal };
    return { status: await post(url, addresses, headersOf(webhook, new Date()), webhook.body, signal) };
  } catch (error) {
    deps.stop?.throwIfAborted();
    return { error: signal.aborted ? `no answer within ${deps.timeoutMs / 1_000} s` : inWords(error) };
  }
}

async function addressesOf(hostname: string, resolve: Resolve = resolveByDns): Promise<Address[]> {
  const literal = literalAddress(hostname);
  if (literal === undefined) return resolve(hostname);
  return [{ address: literal, family: literal.includes(':') ? 6 : 4 }];
}

function headersOf({ id, body, secrets }: WebhookToSend, at: Date): Record<string, string> {
  return {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'Signoff',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}

function post(
  url: URL,
  addresses: Address[],
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<number> {
  // A connection of its own: one that is kept was looked at for an earlier answer of DNS.
  const options = { method: 'POST', headers, signal, agent: false, lookup: answering(addresses) };
  const sent: ClientRequest = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    // Where nothing else has been told by then.
    sent.on('close', () => reject(new Error('closed')));
    const answered = ({ statusCode }: IncomingMessage) => {
      // Node gives every answer a status.
      resolve(statusCode ?? 0);
      sent.destroy();
    };
    sent.on('response', answered);
    // 101: neither an answer nor an error, for which one would wait for ever.
    sent.on('upgrade', answered);
    sent.end(body);
  });
}

/** Node asks it instead of DNS whenever it connects: for all addresses, or for one. */
function answering(addresses: Address[]): LookupFunction {
  return (_hostname, { all }, answer) => {
    if (all === true) return answer(null, addresses);
    const [first = { address: '', family: 0 }] = addresses;
    answer(null, first.address, first.family);
  };
}

function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

/** The code of Node's or OpenSSL's: their messages name addresses. */
function inWords(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (code === 'ENOTFOUND') return 'the name is not known (ENOTFOUND)';
  // Of DNS; of a connection it is ETIMEDOUT.
  return code === 'ETIMEOUT' ? 'the name’s servers do not answer (ETIMEOUT)' : `no connection (${code})`;
}
