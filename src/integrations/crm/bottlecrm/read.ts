import type { z } from 'zod';
import type { CrmChange, DealProperties, EngagementChange, EngagementKind } from '../../../domain/crm.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { countryAsTold } from '../country.ts';
import type { CrmReader, ReadContext } from '../inbound.ts';
import { toMinorUnits } from '../money.ts';
import { BOTTLECRM, type BottleCrmApi, type BottleCrmSettings, createBottleCrmApi } from './api.ts';
import { accountData, contactData, DATA, dealData, interactionData, keptEvent, RECORD_KIND } from './event.ts';
import { pipelineId, readContactFields, readDealContacts } from './records.ts';

/**
 * BottleCRM's events, the worker's half, whether a webhook brought them or the API. A webhook's events say neither who is on a
 * deal nor how an owner is reached: without settings that stays unknown.
 */
export function createBottleCrmReader(settings: BottleCrmSettings | undefined): CrmReader {
  const api = settings === undefined ? undefined : createBottleCrmApi(settings);
  return { name: BOTTLECRM, read: (events, context) => read(api, events, context) };
}

type Kept = z.output<typeof keptEvent>;
type Deal = z.output<typeof dealData>;

/** Each event has all of its record and is one change; what it lacks is fetched for the latest only. */
async function read(api: BottleCrmApi | undefined, events: JsonObject[], context: ReadContext): Promise<CrmChange[]> {
  const kept = events.map((event) => keptEvent.parse(event)).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const last = kept.at(-1);
  return Promise.all(kept.map((event) => toChange(event === last ? api : undefined, event, context)));
}

async function toChange(api: BottleCrmApi | undefined, event: Kept, context: ReadContext): Promise<CrmChange> {
  const { about, at, bulk, data, deleted } = event;
  const kind = RECORD_KIND[about];
  if (deleted && kind !== undefined) return { type: 'deletion', kind, id: DATA[about].parse(data).id, at };
  const told = { type: 'record', at, bulk } as const;
  if (about === 'deal') {
    const deal = dealData.parse(data);
    const [owner, people] = await Promise.all([ownerOf(api, deal.assigned_to), peopleOf(api, deal, context)]);
    const properties = { ...dealProperties(deal, context.currency), ...owner, ...people };
    return { ...told, kind: 'deal', id: deal.id, properties };
  }
  if (about === 'contact') {
    const contact = contactData.parse(data);
    const [owner, scored] = await Promise.all([ownerOf(api, contact.assigned_to), fitScoreOf(api, contact, context)]);
    const name = [contact.first_name, contact.last_name].filter((part) => part !== null).join(' ');
    const properties = {
      name: name || (contact.email ?? 'no name'),
      email: contact.email,
      jobTitle: contact.title,
      companyId: contact.account_id,
      createdAt: contact.created_at,
      ...countryIn(contact.country),
      ...owner,
      ...scored,
    };
    return { ...told, kind: 'contact', id: contact.id, properties };
  }
  if (about === 'account') {
    const { id, name, website, country } = accountData.parse(data);
    const properties = { name, domain: domainOf(website), ...countryIn(country) };
    return { ...told, kind: 'company', id, properties };
  }
  return engagementChange(interactionData.parse(data), bulk);
}

function dealProperties(deal: Deal, workspaceCurrency: string): Partial<DealProperties> {
  const { name, stage, amount = null, currency = null } = deal;
  return {
    name,
    stage,
    companyId: deal.account_id,
    closeDate: deal.closed_on ?? null,
    currency,
    pipeline: deal.pipeline_id === null ? null : pipelineId(deal.pipeline_id),
    amountMinor: amount === null ? null : (toMinorUnits(amount, currency ?? workspaceCurrency) ?? null),
  };
}

/** The first of those it is assigned to: there is no other order. */
async function ownerOf(api: BottleCrmApi | undefined, [ownerId]: string[]) {
  if (ownerId === undefined) return { ownerId: null, ownerEmail: null };
  if (api === undefined) return { ownerId };
  const owner = (await api.owners()).find(({ id }) => id === ownerId);
  return { ownerId, ownerEmail: owner?.email ?? null };
}

async function peopleOf(api: BottleCrmApi | undefined, deal: Deal, { fieldMap }: ReadContext) {
  const known = deal.contacts === undefined ? await (api && readDealContacts(api, deal.id)) : deal;
  if (known?.contacts === undefined) return {};
  const { contacts, custom_fields: fields = {} } = known;
  const said = (field: string | undefined) => (field === undefined ? [] : [fields[field] ?? []].flat().map(String));
  const [champion = ''] = said(fieldMap.champion);
  const isChampion = (word: string | null) => word?.toLowerCase() === champion.trim().toLowerCase();
  const found = contacts.find(({ id, name, email }) => isChampion(id) || isChampion(email) || isChampion(name));
  return {
    contactIds: contacts.map(({ id }) => id).sort(),
    championContactId: champion === '' ? null : (found?.id ?? null),
    competitors: said(fieldMap.competitors).flatMap((names) =>
      names
        .split(/[,;\n]/)
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  };
}

/** BottleCRM has none of its own; a custom field may be named for it. */
async function fitScoreOf(
  api: BottleCrmApi | undefined,
  contact: z.output<typeof contactData>,
  { fieldMap }: ReadContext,
) {
  if (fieldMap.fitScore === undefined) return {};
  const fields = contact.custom_fields ?? (await (api && readContactFields(api, contact.id)));
  if (fields === undefined) return {};
  const score = Number(fields[fieldMap.fitScore] ?? Number.NaN);
  return { fitScore: Number.isFinite(score) ? score : null };
}

function countryIn(told: string | null | undefined): { country?: string | null } {
  return told === undefined ? {} : { country: told ? countryAsTold(told) : null };
}

function domainOf(website: string | null): string | null {
  if (website === null) return null;
  const url = website.includes('://') ? website : `https://${website}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') || null : null;
}

type Interaction = z.output<typeof interactionData>;

/** Messages have no kind of their own among ours. An enquiry is what a web form brought. */
const KIND: Readonly<Record<Interaction['kind'], EngagementKind>> = {
  call: 'call',
  meeting: 'meeting',
  email: 'email',
  whatsapp: 'note',
  sms: 'note',
  enquiry: 'form',
};

function engagementChange(interaction: Interaction, bulk: boolean): EngagementChange {
  const { id, kind, direction, subject, occurred_at: at } = interaction;
  return {
    type: 'engagement',
    id,
    kind: KIND[kind],
    direction: kind === 'enquiry' ? 'inbound' : direction,
    at,
    bulk,
    dealId: interaction.opportunity_id ?? undefined,
    contactId: interaction.contact_id ?? undefined,
    companyId: interaction.account_id ?? undefined,
    title: subject ?? undefined,
  };
}
