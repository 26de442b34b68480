import type { ContactFacts } from '../../../src/drafting/facts.ts';
import type { ReviewerTexts } from '../../../src/drafting/summary.ts';
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

/** What reviewers' texts are always filled with, and what may be missing. */
export const ALWAYS = {
  deal: 'Renewal',
  contact: 'Sarah',
  title: 'Value dropped',
  news: 'Acme: it dropped',
  // What stands in front of the figures: no template says these.
  dealName: 'Renewal',
  contactName: 'Sarah',
  reason: 'why',
};
export const SOMETIMES = {
  company: 'Acme',
  amount: '$1',
  stage: 'Won',
  from: 'A',
  to: 'B',
  percent: '25 %',
  days: '3 days',
  count: '4',
  window: '2 days',
  score: '91',
  competitor: 'Rival',
  names: 'Ann and Bob',
  event: 'Demo',
} satisfies Omit<ReviewerTexts, keyof typeof ALWAYS>;

export const ALL_TEXTS: ReviewerTexts = { ...SOMETIMES, ...ALWAYS };
// fromEntries forgets the names; they are those of SOMETIMES.
const NOTHING = Object.fromEntries(Object.keys(SOMETIMES).map((name) => [name, undefined])) as Record<
  keyof typeof SOMETIMES,
  undefined
>;
export const LEAST_TEXTS: ReviewerTexts = { ...NOTHING, ...ALWAYS };

export const CONTACT_FACTS: ContactFacts = {
  company: 'Acme',
  firstName: 'Sarah',
  rep: 'Ana',
  nextStep: undefined,
  topic: undefined,
};
