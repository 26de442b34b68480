/** Whether HubSpot's access token is right, in plain words. */
import type { Client } from '@hubspot/api-client';
import { z } from 'zod';
import type { CheckLine } from '../../../domain/check.ts';
import { DeliveryError } from '../../../domain/delivery.ts';
import { type HubspotSettings, hubspotCall } from './connection.ts';
import { ASKING, answerIn, scopesIn } from './failure.ts';

interface TokenInfo {
  /** The account's id, as links into HubSpot have it. */
  portalId: string;
  scopes: string[];
}

const tokenInfo = z.object({ hubId: z.coerce.string(), scopes: z.array(z.string()) });

/**
 * What HubSpot says of the token; undefined where it says nothing of tokens of this kind.
 *
 * @throws DeliveryError where it refuses the token or does not answer
 */
export function readTokenInfo(settings: HubspotSettings, signal: AbortSignal): Promise<TokenInfo | undefined> {
  return hubspotCall(settings, { signal, meaning: ASKING }, async (client) => {
    const path = '/oauth/v2/private-apps/get/access-token-info';
    const response = await client.apiRequest({ method: 'POST', path, body: { tokenKey: settings.accessToken } });
    const body: unknown = await response.json().catch(() => undefined);
    const { status: code } = response;
    // This way of asking reports no failures, so they are told as the client's others are.
    if (code === 401 || code === 429 || code >= 500) throw Object.assign(new Error(`HTTP ${code}`), { code, body });
    const { data } = tokenInfo.safeParse(body);
    return response.ok && data ? { portalId: data.hubId, scopes: data.scopes } : undefined;
  });
}

/** What is read, the scope that is for it, and a request that needs it. */
const READS: { what: string; scope: string; request: (client: Client) => Promise<unknown> }[] = [
  { what: 'read deals', scope: 'crm.objects.deals.read', request: firstOf('deals') },
  {
    what: 'read pipelines',
    scope: 'crm.objects.deals.read',
    request: ({ crm }) => crm.pipelines.pipelinesApi.getAll('deals'),
  },
  { what: 'read contacts', scope: 'crm.objects.contacts.read', request: firstOf('contacts') },
  { what: 'read companies', scope: 'crm.objects.companies.read', request: firstOf('companies') },
  {
    what: 'read owners',
    scope: 'crm.objects.owners.read',
    request: ({ crm }) => crm.owners.ownersApi.getPage(undefined, undefined, 1),
  },
  { what: 'read logged emails', scope: 'sales-email-read', request: firstOf('emails') },
];

/** Tasks, notes, calls, meetings and emails are all of the contacts' scope (developers.hubspot.com, "Scopes"). */
const WRITE = { what: 'write tasks and touches', scope: 'crm.objects.contacts.write' };

function firstOf(type: string) {
  return ({ crm }: Client) => crm.objects.basicApi.getPage(type, 1);
}

/** Never throws. Where the token itself is not right, that is all there is to say. */
export async function checkHubspot(settings: HubspotSettings, signal: AbortSignal): Promise<CheckLine[]> {
  const what = 'access token';
  let info: TokenInfo | undefined;
  try {
    info = await readTokenInfo(settings, signal);
  } catch (error) {
    const todo =
      answerIn(error).code === 401
        ? "copy the token from the app's Auth tab in HubSpot into HUBSPOT_ACCESS_TOKEN and restart"
        : `see whether ${settings.baseUrl ?? 'https://api.hubapi.com'} can be reached from here, then check again`;
    return [{ what, ok: false, detail: messageOf(error), todo }];
  }
  const detail =
    info === undefined ? 'HubSpot tells nothing of tokens of this kind' : `of the account ${info.portalId}`;
  const reads = await Promise.all(READS.map((read) => checkRead(settings, read, signal)));
  return [{ what, ok: true, detail }, ...reads, checkWrite(info)];
}

async function checkRead(
  settings: HubspotSettings,
  { what, scope, request }: (typeof READS)[number],
  signal: AbortSignal,
): Promise<CheckLine> {
  try {
    await hubspotCall(settings, { signal, meaning: ASKING }, request);
    return { what, ok: true, detail: 'works' };
  } catch (error) {
    const { code, body } = answerIn(error);
    const named = scopesIn(body);
    const missing = named.length === 0 ? scope : named.join(' or ');
    const todo = code === 403 ? toAdd(missing) : 'check again later';
    return { what, ok: false, detail: messageOf(error), todo };
  }
}

/** Nothing is written for a check, so this is as far as it goes. */
function checkWrite(info: TokenInfo | undefined): CheckLine {
  const { what, scope } = WRITE;
  if (info === undefined) return { what, ok: true, detail: `not checked; it needs the scope ${scope}` };
  if (info.scopes.includes(scope)) return { what, ok: true, detail: `the token has the scope ${scope}` };
  return { what, ok: false, detail: `the token lacks the scope ${scope}`, todo: toAdd(scope) };
}

function toAdd(scope: string): string {
  return `add ${scope} to requiredScopes of the app, upload it, and install it again (docs/hubspot.md)`;
}

function messageOf(error: unknown): string {
  return error instanceof DeliveryError ? error.message : String(error);
}
