/** The way to HubSpot: its own client, made so that a request is one attempt and has an end. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Client } from '@hubspot/api-client';
import { hubspotFailure, type Meaning } from './failure.ts';

export interface HubspotSettings {
  accessToken: string;
  /** HubSpot's own unless told otherwise. */
  baseUrl?: string;
  /** For each request. */
  timeoutMs: number;
}

const HUBSPOT_URL = 'https://api.hubapi.com';

/**
 * HubSpot's client without retries of its own: Temporal is the only retrier, and theirs would write twice. Loaded when it is
 * needed: it takes 30 MiB, and most installations have no HubSpot.
 */
export async function openHubspot(settings: Omit<HubspotSettings, 'timeoutMs'>): Promise<Client> {
  const { Client } = await import('@hubspot/api-client');
  const basePath = (settings.baseUrl ?? HUBSPOT_URL).replace(/\/+$/, '');
  const { accessToken } = settings;
  return new Client({ accessToken, basePath, numberOfApiCallRetries: 0 });
}

/** What an API of the client takes as its last argument, of which each has its own type. */
interface CallOptions {
  middleware: {
    pre<T extends { setAgent(agent: HttpAgent): void }>(context: T): Promise<T>;
    post<T>(context: T): Promise<T>;
  }[];
}

/**
 * Makes one request on a connection of its own, which is closed when the time is up or the signal aborts: what has been
 * given up does not happen later on, as far as that is in our hands. For that the request is to be given `options`: version
 * 13.5 of the client does nothing with an agent that it is made with.
 *
 * @throws DeliveryError as `meaning` says
 */
export async function hubspotCall<T>(
  settings: HubspotSettings,
  { signal, meaning }: { signal: AbortSignal; meaning: Meaning },
  request: (client: Client, options: CallOptions) => Promise<T>,
): Promise<T> {
  const agent = settings.baseUrl?.startsWith('http:') ? new HttpAgent() : new HttpsAgent();
  const onAgent: CallOptions['middleware'][number] = {
    async pre(context) {
      context.setAgent(agent);
      return context;
    },
    post: async (context) => context,
  };
  const ask = async () => request(await openHubspot(settings), { middleware: [onAgent] });
  try {
    return await withinTime(ask, settings.timeoutMs, signal);
  } catch (error) {
    throw hubspotFailure(error, meaning);
  } finally {
    agent.destroy();
  }
}

/** The client has no timeout of its own. What is given up here goes on unless its connection is closed. */
export async function withinTime<T>(request: () => Promise<T>, timeoutMs: number, signal?: AbortSignal): Promise<T> {
  let giveUp: ((reason: Error) => void) | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    giveUp = reject;
  });
  const onAbort = () => giveUp?.(new Error('the worker gave it up'));
  const timer = setTimeout(() => giveUp?.(new Error(`nothing within ${timeoutMs} ms`)), timeoutMs);
  signal?.addEventListener('abort', onAbort);
  try {
    return await Promise.race([request(), ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
