/** The same morning in a small HubSpot account: objects for the fake, and the webhook events that only name them. */
import type { TriggerType } from '../../src/domain/triggers.ts';
import type { ObjectChange } from '../hubspotFake/objects.ts';
import { RENEWALS } from '../hubspotFake/pipelines.ts';
import { DAY_MS, OWNERS } from './account.ts';

/** One event as HubSpot sends it: what it names has to be fetched. */
export type HubspotEvent = Readonly<Record<string, string | number>>;

export interface HubspotStep {
  /** What the account holds from now on. */
  objects: ObjectChange[];
  events: HubspotEvent[];
  /** What is to come of it. */
  triggers: TriggerType[];
}

const PORTAL_ID = 4711;
const [COMPANY, CHAMPION, NEWCOMER, RENEWAL, EXPANSION] = ['8001', '8101', '8102', '8201', '8202'] as const;

/** What HubSpot has known for long, as an import tells it: it makes no actions. */
export function hubspotBefore(nowMs: number): HubspotStep {
  const owners = OWNERS.map((email, index) => {
    const [first = ''] = email.split('@');
    const firstName = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
    return object('owners', String(501 + index), { email, firstName }, nowMs);
  });
  const records = [
    object('companies', COMPANY, { name: 'Cobalt Aerospace', domain: 'cobaltaero.test' }, nowMs),
    object('contacts', CHAMPION, { ...person('Dana', 'Whitfield', 'Programme Manager'), hs_lead_score: '61' }, nowMs),
    object(
      'deals',
      RENEWAL,
      {
        ...deal('Cobalt Aerospace renewal', RENEWALS.stages.contractSent, 120_000),
        pipeline: RENEWALS.id,
        closedate: day(nowMs, 21),
      },
      nowMs,
    ),
    object(
      'deals',
      EXPANSION,
      { ...deal('Cobalt Aerospace expansion', 'qualifiedtobuy', 64_000), closedate: day(nowMs, 60) },
      nowMs,
    ),
  ];
  const objects = [...owners, ...records].map((each) => ({ ...each, associations: associationsOf(each.kind) }));
  const events = records.map(({ kind, id }) => ({ ...event(kind, id, 'creation', nowMs), changeSource: 'IMPORT' }));
  return { objects, events, triggers: [] };
}

/** Three changes of one deal, one of another, a new contact and a promotion. */
export function hubspotMorning(nowMs: number): HubspotStep {
  const changes: [kind: string, id: string, properties: Record<string, string>][] = [
    ['deals', RENEWAL, { dealstage: RENEWALS.stages.contacted, amount: '90000', closedate: day(nowMs, 51) }],
    ['deals', EXPANSION, { amount: '80000' }],
    ['contacts', CHAMPION, { jobtitle: 'Director of Programmes' }],
  ];
  const newcomer = { ...person('Theo', 'Lindgren', 'VP Engineering'), hs_lead_score: '91', createdate: day(nowMs, 0) };
  return {
    objects: [...changes.map((change) => object(...change, nowMs)), object('contacts', NEWCOMER, newcomer, nowMs)],
    events: [
      ...changes.flatMap(([kind, id, properties]) =>
        Object.entries(properties).map(([propertyName, propertyValue]) => ({
          ...event(kind, id, 'propertyChange', nowMs),
          propertyName,
          // Dates are milliseconds in events, and RFC 3339 in objects.
          propertyValue: propertyName === 'closedate' ? String(Date.parse(propertyValue)) : propertyValue,
        })),
      ),
      event('contacts', NEWCOMER, 'creation', nowMs),
    ],
    triggers: [
      'deal_stage_regression',
      'deal_value_decrease',
      'deal_close_date_pushed',
      'deal_value_increase',
      'champion_title_change',
      'new_contact_high_fit',
    ],
  };
}

function object(kind: string, id: string, properties: ObjectChange['properties'], nowMs: number): ObjectChange {
  return { kind, id, properties, updatedAt: new Date(nowMs).toISOString() };
}

const EVENT_WORDS: Readonly<Record<string, string>> = { companies: 'company', contacts: 'contact', deals: 'deal' };

function event(kind: string, id: string, happening: string, occurredAt: number): HubspotEvent {
  return {
    // Not unique, as HubSpot's are not: object, property and time are part of an event's identity.
    eventId: occurredAt % 1_000_000_000,
    portalId: PORTAL_ID,
    subscriptionType: `${EVENT_WORDS[kind]}.${happening}`,
    objectId: Number(id),
    occurredAt,
  };
}

function person(firstname: string, lastname: string, jobtitle: string) {
  const email = `${firstname}.${lastname}@cobaltaero.test`.toLowerCase();
  return { firstname, lastname, email, jobtitle, associatedcompanyid: COMPANY, hubspot_owner_id: '501' };
}

function deal(dealname: string, dealstage: string, amount: number) {
  const owner = { hubspot_owner_id: '501', champion: CHAMPION };
  return { dealname, dealstage, amount: String(amount), pipeline: 'default', deal_currency_code: 'USD', ...owner };
}

function associationsOf(kind: string): ObjectChange['associations'] {
  if (kind !== 'deals') return [];
  return [
    { to: 'companies', id: COMPANY, primary: true },
    { to: 'contacts', id: CHAMPION, primary: false },
  ];
}

function day(nowMs: number, days: number): string {
  return new Date(nowMs + days * DAY_MS).toISOString();
}
