/** One realistic trigger of each type, as a CRM would report it about Ana's accounts. */
import type { ActionType } from '../../domain/actionTypes.ts';
import type { TriggerType } from '../../domain/triggers.ts';

export interface DemoTrigger {
  triggerType: TriggerType;
  actionType?: ActionType;
  contextSummary: string;
  company: { id: string; name: string };
  deal?: { id: string; name: string; amountMinor: number; currency: string; stage: string };
  contact: { id: string; name: string; email: string };
  eventId?: string;
  actionParams?: { reason: string };
}

const northwind = { id: 'northwind', name: 'Northwind Traders' };
const acme = { id: 'acme', name: 'Acme Corp' };
const globex = { id: 'globex', name: 'Globex' };
const initech = { id: 'initech', name: 'Initech' };
const umbrella = { id: 'umbra', name: 'Umbra Logistics' };

const ines = { id: 'ines-moreau', name: 'Inès Moreau', email: 'ines.moreau@northwind.test' };
const sarah = { id: 'sarah-chen', name: 'Sarah Chen', email: 'sarah@acme.test' };
const tom = { id: 'tom-brandt', name: 'Tom Brandt', email: 'tom.brandt@globex.test' };
const priya = { id: 'priya-nair', name: 'Priya Nair', email: 'priya.nair@initech.test' };
const lars = { id: 'lars-holm', name: 'Lars Holm', email: 'lars.holm@umbra.test' };

const rollout = deal('northwind-rollout', 'Northwind rollout', 240_000, 'Proposal');
const renewal = deal('acme-renewal', 'Acme renewal', 75_000, 'Negotiation');
const expansion = deal('globex-expansion', 'Globex expansion', 132_000, 'Negotiation');
const pilot = deal('initech-pilot', 'Initech pilot', 18_500, 'Discovery');
const fleet = deal('umbra-fleet', 'Umbra fleet tracking', 96_000, 'Evaluation');

export const DEMO_TRIGGERS: readonly DemoTrigger[] = [
  {
    triggerType: 'deal_stage_regression',
    contextSummary: 'Northwind rollout ($240,000) moved back from Negotiation to Proposal after 12 days',
    ...{ company: northwind, deal: rollout, contact: ines },
  },
  {
    triggerType: 'deal_value_decrease',
    contextSummary: 'Review the Acme Corp deal: its value dropped 25%, from $100,000 to $75,000',
    ...{ company: acme, deal: renewal, contact: sarah },
    actionParams: { reason: 'Deal value decreased from $100,000 to $75,000' },
  },
  {
    triggerType: 'deal_value_increase',
    contextSummary: 'Globex expansion grew 10%, from $120,000 to $132,000',
    ...{ company: globex, deal: expansion, contact: tom },
  },
  {
    triggerType: 'deal_close_date_pushed',
    contextSummary: 'Umbra fleet tracking ($96,000) slipped by 31 days, the third time this quarter',
    ...{ company: umbrella, deal: fleet, contact: lars },
  },
  {
    triggerType: 'deal_competitor_added',
    contextSummary: 'A competitor joined the Globex expansion ($132,000), 9 days before the decision',
    ...{ company: globex, deal: expansion, contact: tom },
  },
  {
    triggerType: 'new_contact_high_fit',
    actionType: 'send_email',
    contextSummary: 'Priya Nair, VP Operations at Initech, is a new contact with a fit of 92 out of 100',
    ...{ company: initech, contact: priya },
  },
  {
    triggerType: 'email_opened_multiple',
    contextSummary: 'Sarah Chen opened the renewal offer 6 times in 2 days',
    ...{ company: acme, deal: renewal, contact: sarah },
  },
  {
    triggerType: 'activity_slump',
    actionType: 'send_email',
    contextSummary: 'No engagement on the Initech pilot ($18,500) for 16 days',
    ...{ company: initech, deal: pilot, contact: priya },
  },
  {
    triggerType: 'champion_title_change',
    contextSummary: 'Tom Brandt, the champion at Globex, was promoted to Chief Operating Officer',
    ...{ company: globex, deal: expansion, contact: tom },
  },
  {
    triggerType: 'champion_cold',
    contextSummary: 'Inès Moreau, the champion at Northwind, has left 3 emails unanswered for 11 days',
    ...{ company: northwind, deal: rollout, contact: ines },
  },
  {
    triggerType: 'multi_thread_engagement',
    contextSummary: '4 contacts at Umbra Logistics became active within one week',
    ...{ company: umbrella, deal: fleet, contact: lars },
  },
  {
    triggerType: 'meeting_completed',
    eventId: 'meeting-2041',
    contextSummary: 'A 45-minute meeting with Lars Holm about fleet tracking took place, 5 people attended',
    ...{ company: umbrella, deal: fleet, contact: lars },
  },
  {
    triggerType: 'form_submission',
    eventId: 'form-7730',
    contextSummary: 'Priya Nair asked for a demo by the web form, for 40 seats',
    ...{ company: initech, deal: pilot, contact: priya },
  },
];

function deal(id: string, name: string, amountDollars: number, stage: string) {
  return { id, name, amountMinor: amountDollars * 100, currency: 'USD', stage };
}
