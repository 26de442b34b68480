/** The way to HubSpot: its own client, made so that a request is one attempt and has an end. */
import type { Agent } from 'node:http';
import type { Client } from '@hubspot/api-client';
import { createFencedAgent } from '../../fencedAgent.ts';
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
    pre<T extends { setAgent(agent: Agent): void }>(context: T): Promise<T>;
    post<T>(context: T): Promise<T>;
  }[];
}

/**
 * Makes one request on a connection of its own, which is closed when the time is up or the signal aborts: what has been
 * given up does not happen later on. For that the request is to be given `options`: version 13.5 of the client does nothing with
 * an agent that it is made with.
 *
 * @param fence asked when the connection stands, as the last thing before the request leaves
 * @throws DeliveryError as `meaning` says
 * @throws what the fence refused with, as it is
 */
export async function hubspotCall<T>(
  settings: HubspotSettings,
  { signal, meaning, fence }: { signal: AbortSignal; meaning: Meaning; fence?: () => Promise<void> },
  request: (client: Client, options: CallOptions) => Promise<T>,
): Promise<T> {
  // Loading takes long the first time; what is given up then would begin afterwards.
  const client = await openHubspot(settings);
  const connection = createFencedAgent(settings.baseUrl ?? HUBSPOT_URL, fence);
  const onAgent: CallOptions['middleware'][number] = {
    async pre(context) {
      context.setAgent(connection.agent);
      return context;
    },
    post: async (context) => context,
  };
  try {
    return await withinTime(() => request(client, { middleware: [onAgent] }), settings.timeoutMs, signal);
  } catch (error) {
    await connection.close();
    if (connection.refusal !== undefined) throw connection.refusal.error;
    throw hubspotFailure(error, connection.hasLeft ? meaning : { ...meaning, unanswered: 'transient' });
  } finally {
    await connection.close();
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
    signal?.throwIfAborted();
    return await Promise.race([request(), ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
