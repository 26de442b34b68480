import type { TriggerToDraft } from '../../../src/drafting/triggerToDraft.ts';

export const TRIGGER: TriggerToDraft = {
  triggerType: 'deal_value_decrease',
  actionType: 'draft_email',
  subject: {
    company: { id: 'c', name: 'Acme Corp' },
    deal: { id: 'd', name: 'Renewal', amountMinor: 7_500_000, currency: 'USD', stage: 'Negotiation' },
    contact: { id: 'p', name: 'Sarah Lee', email: 'sarah@acme.test' },
  },
  given: {},
  occurredAt: new Date('2025-11-21T15:00:00Z'),
  now: new Date('2025-11-21T20:00:00Z'),
  rep: { displayName: 'Ana Ruiz', timeZone: 'America/New_York' },
  currency: 'EUR',
};
