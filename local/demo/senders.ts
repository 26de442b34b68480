/** The demo as a CRM: sends events to the webhook endpoints, signed as their senders sign them. */
import { createHmac, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { readAnswer } from '../../src/cli/apiClient.ts';
import { CommandFailure } from '../../src/cli/errors.ts';
import type { EventType } from '../../src/integrations/crm/webhook/schema.ts';
import type { HubspotStep } from './hubspot.ts';
import type { DemoStack } from './stack.ts';

export interface ToldChange {
  type: EventType;
  record: object & { id: string };
}

const EVENTS_EACH = 100;
const taken = z.object({ stored: z.number(), duplicates: z.number(), skipped: z.number() });
export type StoredEvents = z.output<typeof taken>;

/**
 * Sends records as CloudEvents in batches, signed by Standard Webhooks.
 *
 * @param run tells this run's events from those of another: the same event is taken once
 */
export async function sendCloudEvents(
  { apiUrl, webhookSecrets }: DemoStack,
  told: ToldChange[],
  { run, bulk }: { run: string; bulk: boolean },
): Promise<StoredEvents[]> {
  const events = told.map(({ type, record }) => ({
    specversion: '1.0',
    id: `${run}-${type}-${record.id}`,
    source: '/demo-crm',
    type,
    time: new Date().toISOString(),
    bulk,
    data: { record },
  }));
  const webhook = new Webhook(webhookSecrets.crm);
  const answers: StoredEvents[] = [];
  for (let first = 0; first < events.length; first += EVENTS_EACH) {
    const body = JSON.stringify(events.slice(first, first + EVENTS_EACH));
    const [id, now] = [randomUUID(), new Date()];
    answers.push(
      await post(`${apiUrl}/webhooks/crm`, body, {
        'content-type': 'application/cloudevents-batch+json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': webhook.sign(id, now, body),
      }),
    );
  }
  return answers;
}

/** Lets HubSpot's fake have the objects, then sends the events that name them with a signature of version 3. */
export async function sendHubspotEvents(
  { apiUrl, hubspotFakeUrl, webhookSecrets }: DemoStack,
  { objects, events }: HubspotStep,
): Promise<StoredEvents> {
  const put = await fetch(`${hubspotFakeUrl}/objects`, { method: 'PUT', body: JSON.stringify(objects) });
  if (!put.ok) throw new CommandFailure('hubspot-fake', `it does not take the objects: ${await put.text()}`);
  const body = JSON.stringify(events);
  const timestamp = String(Date.now());
  // What is signed is the URL that HubSpot was told, whichever way the request takes.
  const signedUrl = `${(process.env.PUBLIC_URL || apiUrl).replace(/\/+$/, '')}/webhooks/hubspot`;
  const signature = createHmac('sha256', webhookSecrets.hubspot).update(`POST${signedUrl}${body}${timestamp}`);
  return post(`${apiUrl}/webhooks/hubspot`, body, {
    'content-type': 'application/json',
    'x-hubspot-request-timestamp': timestamp,
    'x-hubspot-signature-v3': signature.digest('base64'),
  });
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<StoredEvents> {
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok)
    throw new CommandFailure('webhook-refused', `${url} answers ${response.status}: ${text.slice(0, 300)}`);
  return readAnswer(taken, JSON.parse(text));
}
