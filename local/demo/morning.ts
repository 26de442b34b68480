/** A Tuesday morning: what happens in the CRM to the demo's customers, so that every trigger fires. */
import type { TriggerType } from '../../src/domain/triggers.ts';
import type { EventType } from '../../src/integrations/crm/webhook/schema.ts';
import { type Account, DAY_MS, OWNERS, STAGES, UNKNOWN_OWNER } from './account.ts';
import type { Contact, Deal } from './records.ts';
import { COMPANIES, MEETINGS, RIVALS } from './words.ts';

export interface MorningChange {
  type: EventType;
  record: Account['deals' | 'contacts' | 'engagements'][number];
  /** What somebody did in the CRM. */
  inWords: string;
  /** What is to come of it; undefined: nothing, or only with others of its kind. */
  trigger?: TriggerType;
}

const MINUTE_MS = 60_000;

/** @param nowMs after the account's own time: what is newer stands */
export function makeMorning(account: Account, nowMs: number): MorningChange[] {
  const pick = dealPicker(account);
  // First, as it is the choosiest.
  const engaged = engagements(account, pick, nowMs);
  return [...dealChanges(pick, nowMs), ...peopleChanges(account, pick, nowMs), ...engaged];
}

type PickDeal = (owner: string, suits?: (deal: Deal) => boolean) => Deal;

/** Each time another one that is doing well: what is silent is left to the scan. */
function dealPicker({ deals, moods }: Account): PickDeal {
  const taken = new Set<string>();
  return (owner, suits = () => true) => {
    const isFree = ({ id, ownerEmail }: Deal) => !taken.has(id) && moods.get(id) === 'lively' && ownerEmail === owner;
    const found = deals.find((deal) => isFree(deal) && suits(deal));
    if (found === undefined) throw new Error(`the account has no deal of ${owner} left for the morning`);
    taken.add(found.id);
    return found;
  };
}

const [ANA = '', BEN = '', MIA = ''] = OWNERS;

function dealChanges(pick: PickDeal, nowMs: number): MorningChange[] {
  const order: readonly string[] = STAGES;
  const stageOf = ({ stage }: Deal) => order.indexOf(stage);
  const isLate = (deal: Deal) => stageOf(deal) >= 2;
  const back = (deal: Deal, to: number): Partial<Deal> => ({ stage: STAGES[Math.max(0, to)] ?? deal.stage });
  const worth = (deal: Deal, factor: number): Partial<Deal> => ({ amount: Math.round(Number(deal.amount) * factor) });
  const later = ({ closeDate }: Deal, days: number): Partial<Deal> => ({
    closeDate: new Date(Date.parse(closeDate ?? '') + days * DAY_MS).toISOString().slice(0, 10),
  });
  const rival = (index: number): Partial<Deal> => ({ competitors: [RIVALS[index] ?? RIVALS[0]] });

  const planned: [trigger: TriggerType | undefined, deal: Deal, change: (deal: Deal) => Partial<Deal>][] = [
    ['deal_stage_regression', pick(ANA, isLate), (deal) => back(deal, stageOf(deal) - 1)],
    ['deal_stage_regression', pick(BEN, isLate), (deal) => back(deal, 0)],
    ['deal_stage_regression', pick(MIA, isLate), (deal) => back(deal, stageOf(deal) - 2)],
    ['deal_value_decrease', pick(ANA), (deal) => worth(deal, 0.75)],
    ['deal_value_decrease', pick(ANA, ({ currency }) => currency === 'EUR'), (deal) => worth(deal, 0.9)],
    ['deal_value_decrease', pick(BEN), (deal) => worth(deal, 0.6)],
    ['deal_value_increase', pick(ANA), (deal) => worth(deal, 1.1)],
    ['deal_value_increase', pick(MIA), (deal) => worth(deal, 1.4)],
    ['deal_close_date_pushed', pick(ANA), (deal) => later(deal, 34)],
    ['deal_close_date_pushed', pick(BEN), (deal) => later(deal, 14)],
    ['deal_close_date_pushed', pick(MIA), (deal) => later(deal, 10)],
    ['deal_competitor_added', pick(ANA), () => rival(0)],
    ['deal_competitor_added', pick(BEN), () => rival(1)],
    // Nobody has to act on these: too little, won, and whose they are is not known.
    [undefined, pick(BEN), (deal) => worth(deal, 0.98)],
    [undefined, pick(ANA), () => ({ stage: 'closed_won' })],
    [undefined, pick(UNKNOWN_OWNER), (deal) => worth(deal, 0.5)],
  ];
  return planned.map(([trigger, deal, change]) => {
    const changed = change(deal);
    return {
      type: 'crm.deal.updated',
      record: { ...deal, ...changed, updatedAt: new Date(nowMs).toISOString() },
      inWords: `${deal.name}: ${difference(deal, changed)}`,
      trigger,
    };
  });
}

const NAMES: Readonly<Record<string, string>> = { closeDate: 'close date', jobTitle: 'job title' };

function difference<T extends object>(before: T, changed: Partial<T>): string {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.entries(changed)
    .map(([name, value]) => `${NAMES[name] ?? name} ${shown(old.get(name))} → ${shown(value)}`)
    .join(', ');
}

function shown(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en');
  return [value].flat().join(', ') || 'none';
}

function peopleChanges({ contacts }: Account, pick: PickDeal, nowMs: number): MorningChange[] {
  const updatedAt = new Date(nowMs).toISOString();
  const newcomer = (id: string, name: string, jobTitle: string, fitScore: number, index: number): MorningChange => {
    const [company = '', domain = ''] = COMPANIES[index] ?? [];
    const colleague = contacts.find(({ email }) => email?.endsWith(`@${domain}`));
    const createdAt = new Date(nowMs - DAY_MS).toISOString();
    const email = `${name.toLowerCase().replace(' ', '.')}@${domain}`;
    const { companyId = null, ownerEmail, timeZone } = colleague ?? {};
    return {
      type: 'crm.contact.created',
      record: { id, name, email, companyId, ownerEmail, jobTitle, fitScore, timeZone, createdAt, updatedAt },
      inWords: `${name}, ${jobTitle} at ${company}, is a new contact with a fit score of ${fitScore}`,
      trigger: 'new_contact_high_fit',
    };
  };
  const promoted = (deal: Deal, jobTitle: string): MorningChange[] =>
    contacts
      .filter(({ id }) => id === deal.championContactId)
      .map((champion) => ({
        type: 'crm.contact.updated',
        record: { ...champion, jobTitle, updatedAt },
        inWords: `${champion.name}: ${difference(champion, { jobTitle } satisfies Partial<Contact>)}`,
        trigger: 'champion_title_change',
      }));
  return [
    // Of Ana's company two, which are two situations.
    newcomer('contact-301', 'Ingrid Halvorsen', 'Chief Operating Officer', 94, 0),
    newcomer('contact-302', 'Marcus Bell', 'VP Finance', 86, 0),
    newcomer('contact-303', 'Aiko Tanaka', 'Head of Procurement', 83, 1),
    ...promoted(pick(ANA), 'Chief Revenue Officer'),
    ...promoted(pick(BEN), 'Managing Director'),
  ];
}

function engagements({ deals, contacts, moods }: Account, pick: PickDeal, nowMs: number): MorningChange[] {
  const at = (minutesAgo: number) => new Date(nowMs - minutesAgo * MINUTE_MS).toISOString();
  const about = ({ id, companyId, contactIds }: Deal) => ({ dealId: id, companyId, contactId: contactIds[0] ?? null });
  const met = (deal: Deal, index: number): MorningChange => {
    const title = MEETINGS[index] ?? MEETINGS[0];
    const record = { ...about(deal), id: `meeting-${deal.id}`, kind: 'meeting' as const, title, at: at(40) };
    const inWords = `${deal.name}: the meeting "${title}" took place`;
    return { type: 'crm.meeting.completed', record, inWords, trigger: 'meeting_completed' };
  };
  const asked = (deal: Deal, title: string): MorningChange => {
    const record = { ...about(deal), id: `form-${deal.id}`, kind: 'form' as const, title, at: at(65) };
    return { type: 'crm.form.submitted', record, inWords: `${deal.name}: form "${title}"`, trigger: 'form_submission' };
  };
  const opened = (deal: Deal): MorningChange[] =>
    [190, 75, 12].map((minutesAgo, index) => ({
      type: 'crm.email.opened',
      record: { ...about(deal), id: `open-${deal.id}-${index + 1}`, kind: 'email_opened', at: at(minutesAgo) },
      inWords: `${deal.name}: our email was opened`,
      trigger: index === 2 ? 'email_opened_multiple' : undefined,
    }));
  const isCalm = ({ companyId }: Deal) =>
    deals.filter((other) => other.companyId === companyId && moods.get(other.id) === 'lively').length === 1;
  const crowded = (deal: Deal): MorningChange[] =>
    contacts
      .filter(({ id, companyId }) => companyId === deal.companyId && id !== deal.championContactId)
      .slice(0, 3)
      .map(({ id: contactId, name }, index) => {
        const id = `reply-${deal.id}-${index + 1}`;
        const written = { id, kind: 'email' as const, direction: 'inbound' as const, at: at(90 - 30 * index) };
        return {
          type: 'crm.engagement.logged',
          record: { ...about(deal), ...written, contactId },
          inWords: `${deal.name}: ${name} has written to us`,
          trigger: index === 2 ? 'multi_thread_engagement' : undefined,
        };
      });
  return [
    ...crowded(pick(ANA, isCalm)),
    ...[pick(ANA), pick(BEN)].flatMap(opened),
    ...[pick(ANA), pick(BEN), pick(MIA)].map(met),
    asked(pick(ANA), 'Request a demo'),
    asked(pick(BEN), 'Pricing for 50 seats'),
  ];
}
