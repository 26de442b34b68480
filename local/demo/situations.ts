/** What a trigger of the demo's past tells of: its figures, as detection would have found them. */
import type { TriggerFacts } from '../../src/domain/crm.ts';
import type { Subject } from '../../src/domain/subject.ts';
import type { TriggerType } from '../../src/domain/triggers.ts';
import { type Account, STAGES } from './account.ts';
import type { Random } from './random.ts';
import type { Deal } from './records.ts';
import { JOB_TITLES, MEETINGS, RIVALS } from './words.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Deal, company and one of the deal's contacts as the mirror has them; absent where the deal has no contact. */
export function subjectOf(random: Random, { companies, contacts }: Account, deal: Deal): Subject | undefined {
  const [first, ...others] = contacts.filter(({ id }) => deal.contactIds.includes(id));
  const company = companies.find(({ id }) => id === deal.companyId);
  if (first === undefined || company === undefined) return undefined;
  const { id, name, email, timeZone } = random.pick([first, ...others]);
  return {
    company: { id: company.id, name: company.name },
    deal: {
      id: deal.id,
      name: deal.name,
      amountMinor: 100 * Number(deal.amount),
      currency: deal.currency ?? 'USD',
      stage: deal.stage,
    },
    contact: { id, name, email: email ?? undefined, timeZone: timeZone ?? undefined },
  };
}

/** @param at when it is to have taken place */
export function factsOf(random: Random, triggerType: TriggerType, { deal }: Subject, at: Date): TriggerFacts {
  const { amountMinor = 0, currency, stage = '' } = deal ?? {};
  const worth = (factor: number) => ({ amountMinor: Math.round((amountMinor * factor) / 50_000) * 50_000, currency });
  switch (triggerType) {
    case 'deal_stage_regression': {
      const later = Math.max(1, (STAGES as readonly string[]).indexOf(stage));
      return { before: { stage: STAGES[later] }, after: { stage: STAGES[later - 1] }, startsOver: later === 1 };
    }
    case 'deal_value_decrease': {
      const percent = random.whole(10, 45);
      return { before: worth(100 / (100 - percent)), after: worth(1), percent };
    }
    case 'deal_value_increase': {
      const percent = random.whole(10, 60);
      return { before: worth(100 / (100 + percent)), after: worth(1), percent };
    }
    case 'deal_close_date_pushed': {
      const days = random.whole(8, 60);
      const closes = at.getTime() + random.whole(5, 60) * DAY_MS;
      const day = (ms: number) => ({ closeDate: new Date(ms).toISOString().slice(0, 10) });
      return { before: day(closes), after: day(closes + days * DAY_MS), days };
    }
    case 'deal_competitor_added':
      return { competitor: random.pick(RIVALS) };
    case 'new_contact_high_fit':
      return { score: random.whole(80, 97) };
    case 'email_opened_multiple':
      return { count: random.whole(3, 6), windowHours: 24 };
    case 'activity_slump':
      return { days: random.whole(14, 40) };
    case 'champion_cold':
      return { days: random.whole(10, 25), count: random.whole(2, 4) };
    case 'champion_title_change':
      return { before: { jobTitle: random.pick(JOB_TITLES) }, after: { jobTitle: random.pick(JOB_TITLES) } };
    case 'multi_thread_engagement':
      return { count: random.whole(3, 5), windowHours: 7 * 24 };
    case 'meeting_completed':
      return { title: random.pick(MEETINGS) };
    case 'form_submission':
      return { title: random.pick(['Request a demo', 'Pricing', 'Security questionnaire']) };
  }
}
