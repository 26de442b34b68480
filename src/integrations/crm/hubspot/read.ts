import type {
  CrmChange,
  DealProperties,
  DeletionChange,
  ErasureChange,
  MergeChange,
  PropertiesOf,
  RecordKind,
} from '../../../domain/crm.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { CrmReader, ReadContext } from '../inbound.ts';
import { pathOf } from '../path.ts';
import { createHubspotApi, type HubspotApi } from './api.ts';
import { currentOf } from './current.ts';
import { readEngagement } from './engagements.ts';
import { type KeptEvent, keptEvent } from './event.ts';
import { HUBSPOT } from './inbound.ts';
import { RECORD_KIND } from './objects.ts';
import { readProperties, vocabularyOf } from './properties.ts';
import { engagementsOf, isSignal, SIGNAL_PROPERTIES } from './signals.ts';

const TIMEOUT_MS = 10_000;

/**
 * HubSpot's webhooks, the worker's half. Without an access token it knows what the events say and nothing else.
 *
 * @param settings.baseUrl HubSpot's own unless told otherwise
 */
export function createHubspotReader(settings: {
  accessToken?: string;
  baseUrl?: string;
  timeoutMs?: number;
}): CrmReader {
  const { accessToken, baseUrl, timeoutMs = TIMEOUT_MS } = settings;
  const api = accessToken === undefined ? NOTHING : createHubspotApi({ accessToken, baseUrl, timeoutMs });
  return { name: HUBSPOT, read: (events, context) => read(api, events, context) };
}

const NOTHING: HubspotApi = {
  readObject: async () => undefined,
  readAssociations: async () => [],
  readOwnerEmail: async () => null,
};

async function read(api: HubspotApi, events: JsonObject[], context: ReadContext): Promise<CrmChange[]> {
  const kept = events.map((event) => keptEvent.parse(event)).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const [first] = kept;
  if (first === undefined) return [];
  const kind = RECORD_KIND[first.object];
  if (kind === undefined) return readEngagement(api, kept);
  const there = kept.filter(({ gone }) => gone === undefined);
  return [...mergesOf(kind, kept), ...(await readRecord(api, kind, there, context)), ...goneOf(kind, kept)];
}

function mergesOf(kind: RecordKind, events: KeptEvent[]): MergeChange[] {
  return events.flatMap(({ id, at, mergedIds }) =>
    mergedIds === undefined ? [] : [{ type: 'merge', kind, primaryId: id, mergedIds, at }],
  );
}

/** Last, as the inbox applies changes of one moment in their order: a deletion and its erasure come together. */
function goneOf(kind: RecordKind, events: KeptEvent[]): (DeletionChange | ErasureChange)[] {
  return events.flatMap(({ gone, id, at }): (DeletionChange | ErasureChange)[] => {
    if (gone === undefined) return [];
    return [gone === 'erasure' ? { type: 'erasure', contactId: id, at } : { type: 'deletion', kind, id, at }];
  });
}

/**
 * All that the events say has changed is one change, as of the latest of them, together with the rest of the record as it is
 * fetched now. The rest may be newer than that; then its own event is still to come, and will change nothing.
 */
async function readRecord<K extends RecordKind>(
  api: HubspotApi,
  kind: K,
  events: KeptEvent[],
  context: ReadContext,
): Promise<CrmChange[]> {
  const words = vocabularyOf(kind, context);
  const telling = events.filter(
    (event) => event.property === undefined || Object.hasOwn(words, event.property.name) || isSignal(event),
  );
  const last = telling.at(-1);
  if (last === undefined) return [];
  const { object, id, at, portalId } = last;
  const names = Object.keys(words);
  const signals = kind === 'contact' ? SIGNAL_PROPERTIES : [];
  const wanted = { properties: [...names, ...signals], propertiesWithHistory: names };
  const [fetched, associated] = await Promise.all([
    api.readObject(object, id, wanted),
    kind === 'deal' ? readDealAssociations(api, id, context) : {},
  ]);
  const { now, before } = currentOf(fetched, telling);
  const properties: Partial<PropertiesOf[RecordKind]> = {
    ...(kind === 'deal' && fetched !== undefined ? NOT_NAMED : {}),
    ...readProperties(words, now),
    // Only of a record that is there: of another, nothing is known to be absent.
    ...(fetched === undefined ? {} : { ...associated, ...urlOf(portalId, kind, id) }),
    ...(now.hubspot_owner_id ? { ownerEmail: await api.readOwnerEmail(now.hubspot_owner_id) } : {}),
  };
  const change = {
    type: 'record',
    kind,
    id,
    at,
    properties,
    before: Object.keys(before).length === 0 ? undefined : readProperties(words, before, { ...now, ...before }),
    bulk: telling.every(({ bulk, mergedIds }) => bulk || mergedIds !== undefined),
    // Kind and properties go together: both come from `kind`.
  } as CrmChange;
  const engagements = kind === 'contact' ? engagementsOf(telling, now) : [];
  return [...(Object.keys(properties).length === 0 ? [] : [change]), ...engagements];
}

/** What a deal has where neither a property nor an association names it. */
const NOT_NAMED: Partial<DealProperties> = { championContactId: null, competitors: [] };

/** Champion and competitors may be associations with a label instead of properties. */
async function readDealAssociations(
  api: HubspotApi,
  id: string,
  { fieldMap }: ReadContext,
): Promise<Partial<DealProperties>> {
  const [contacts, companies] = await Promise.all([
    api.readAssociations('deals', 'contacts', id),
    api.readAssociations('deals', 'companies', id),
  ]);
  const labelled = (all: typeof contacts, label: string | undefined) =>
    label === undefined ? [] : all.filter(({ labels }) => labels.includes(label.toLowerCase()));
  const [champion] = labelled(contacts, fieldMap.champion);
  const competitors = labelled(companies, fieldMap.competitors);
  const own = companies.filter((company) => !competitors.includes(company));
  const primary = labelled(own, 'primary')[0] ?? own[0];
  return {
    companyId: primary?.id ?? null,
    contactIds: contacts.map((contact) => contact.id).sort((a, b) => Number(a) - Number(b)),
    ...(champion === undefined ? {} : { championContactId: champion.id }),
    ...(competitors.length === 0 ? {} : { competitors: await namesOf(api, competitors) }),
  };
}

async function namesOf(api: HubspotApi, companies: { id: string }[]): Promise<string[]> {
  const wanted = { properties: ['name'], propertiesWithHistory: [] };
  const found = await Promise.all(companies.map(({ id }) => api.readObject('companies', id, wanted)));
  return found.flatMap((company) => company?.properties.name ?? []);
}

const TYPE_ID: Readonly<Record<RecordKind, string>> = { contact: '0-1', company: '0-2', deal: '0-3' };

/** Nothing where the account is not known: that says nothing about the link that we may have already. */
function urlOf(portalId: string, kind: RecordKind, id: string): { url?: string } {
  if (portalId === '') return {};
  return { url: `https://app.hubspot.com/${pathOf('contacts', portalId, 'record', TYPE_ID[kind], id)}` };
}
