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

/** What a CRM tells through the generic endpoint of a deal that has lost more than half its value: an action of its owner's. */
export function shrunkDeal(id: string, ownerEmail: string) {
  const record = {
    id,
    name: `Renewal ${id}`,
    companyId: `company-${id}`,
    ownerEmail,
    stage: 'proposal',
    amount: 30_000,
    currency: 'USD',
    closeDate: '2026-12-31',
    competitors: [],
    contactIds: [],
    updatedAt: new Date().toISOString(),
  };
  return { record, before: { amount: 75_000 } };
}
