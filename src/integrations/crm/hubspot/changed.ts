/** HubSpot's records a page at a time, as events that the reader understands: it fetches what they name. */
import { z } from 'zod';
import type { RecordKind } from '../../../domain/crm.ts';
import { DeliveryError } from '../../../domain/delivery.ts';
import { instantOf } from '../../../domain/instant.ts';
import type { ChangedPage } from '../crm.ts';
import type { InboxEvent } from '../inbound.ts';
import { type HubspotSettings, hubspotCall } from './connection.ts';
import type { KeptEvent } from './event.ts';
import { ASKING } from './failure.ts';
import { recordKeyOf } from './objects.ts';
import { timeOf } from './properties.ts';

const TYPE = { deal: 'deals', contact: 'contacts', company: 'companies' } as const;
/** When a record was last changed; contacts have a name of their own for it (developers.hubspot.com, "CRM search"). */
const LAST_CHANGE = {
  deal: 'hs_lastmodifieddate',
  contact: 'lastmodifieddate',
  company: 'hs_lastmodifieddate',
} as const;

/** HubSpot's most of either. */
const [LIST_PAGE, SEARCH_PAGE] = [100, 200];
/** No search answers more than this many results, however it is paged. */
const SEARCH_ENDS_AT = 10_000;
/** A search may not know yet what was changed a moment ago, so it looks back by this much; what was taken is known. */
const SEARCH_LAG_MS = 2 * 60_000;

/** What the events are told with. */
interface About {
  kind: RecordKind;
  bulk: boolean;
  portalId: string;
}

/** All records of a kind, in HubSpot's order: that of their ids. */
export async function listAll(
  settings: HubspotSettings,
  about: About,
  cursor: string | null,
  signal: AbortSignal,
): Promise<ChangedPage> {
  const { results, paging } = await hubspotCall(settings, { signal, meaning: ASKING }, ({ crm }, options) =>
    crm.objects.basicApi.getPage(
      TYPE[about.kind],
      LIST_PAGE,
      cursor ?? undefined,
      [LAST_CHANGE[about.kind]],
      undefined,
      undefined,
      undefined,
      options,
    ),
  );
  return { events: results.map((found) => eventOf(found, about)), next: paging?.next?.after ?? null };
}

/** Where a search goes on: in its pages, or where those have ended with a search of its own. */
const searchCursor = z.object({ sinceMs: z.number(), after: z.string().optional() });

/** Records changed since, the longest ago changed first. */
export async function listSince(
  settings: HubspotSettings,
  about: About,
  from: { since: string; cursor: string | null },
  signal: AbortSignal,
): Promise<ChangedPage> {
  const { sinceMs, after } = from.cursor === null ? beginning(from.since) : readCursor(from.cursor);
  const changed = LAST_CHANGE[about.kind];
  const { FilterOperatorEnum } = await import('@hubspot/api-client/lib/codegen/crm/objects/index.js');
  const query = {
    limit: SEARCH_PAGE,
    sorts: [changed],
    properties: [changed],
    filterGroups: [{ filters: [{ propertyName: changed, operator: FilterOperatorEnum.Gte, value: String(sinceMs) }] }],
    after,
  };
  const { results, paging } = await hubspotCall(settings, { signal, meaning: ASKING }, ({ crm }, options) =>
    crm.objects.searchApi.doSearch(TYPE[about.kind], query, options),
  );
  const events = results.map((found) => eventOf(found, about));
  const next = paging?.next?.after;
  return { events, next: next === undefined ? null : JSON.stringify(following(next, sinceMs, events.at(-1))) };
}

function beginning(since: string): z.output<typeof searchCursor> {
  return { sinceMs: Date.parse(since) - SEARCH_LAG_MS };
}

function following(after: string, sinceMs: number, last: InboxEvent | undefined): z.output<typeof searchCursor> {
  if (Number(after) + SEARCH_PAGE <= SEARCH_ENDS_AT || last === undefined) return { sinceMs, after };
  // Should ten thousand have changed in one millisecond, the rest of them is left to webhooks: better than standing still.
  return { sinceMs: Math.max(Date.parse(last.occurredAt), sinceMs + 1) };
}

function readCursor(text: string): z.output<typeof searchCursor> {
  try {
    return searchCursor.parse(JSON.parse(text));
  } catch (cause) {
    throw new DeliveryError('permanent', 'this is not a cursor of ours', { cause });
  }
}

interface Found {
  id: string;
  properties: Readonly<Record<string, string | null>>;
  updatedAt: Date;
}

/** An event without a property: the whole of the record is fetched and compared. */
function eventOf({ id, properties, updatedAt }: Found, { kind, bulk, portalId }: About): InboxEvent {
  const at =
    timeOf(properties[LAST_CHANGE[kind]] ?? '') ?? instantOf(new Date(updatedAt).getTime()) ?? new Date().toISOString();
  const event: KeptEvent = { object: TYPE[kind], id, portalId, at, bulk };
  return { eventKey: `poll:${kind}:${id}:${at}`, recordKey: recordKeyOf(event.object, id), occurredAt: at, event };
}
