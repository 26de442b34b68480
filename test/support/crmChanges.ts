/** Changes as a CRM's reader gives them. */
import type { CrmChange } from '../../src/domain/crm.ts';

/** A day of October 2026. */
export const at = (day: number) => new Date(Date.UTC(2026, 9, day)).toISOString();

/** Properties of a deal that hold as of that day. */
export function deal(id: string, day: number, properties: object, rest: object = {}): CrmChange {
  return { type: 'record', kind: 'deal', id, at: at(day), bulk: false, properties, ...rest } as CrmChange;
}

/** The same of a contact. */
export function contact(id: string, day: number, properties: object, rest: object = {}): CrmChange {
  return { type: 'record', kind: 'contact', id, at: at(day), bulk: false, properties, ...rest } as CrmChange;
}

/** All that is known of a deal of Ana's. */
export const acmeDeal = {
  name: 'Renewal',
  companyId: 'c1',
  ownerEmail: 'Ana@Signoff.test',
  pipeline: 'sales',
  stage: 'proposal',
  amountMinor: 10_000_000,
  currency: 'USD',
  closeDate: '2026-12-01',
  competitors: [],
  contactIds: ['sarah'],
  championContactId: null,
};

/** Something that took place on that day. */
export function engagement(id: string, day: number, rest: object): CrmChange {
  return { type: 'engagement', id, at: at(day), bulk: false, ...rest } as CrmChange;
}
