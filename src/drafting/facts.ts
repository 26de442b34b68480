/** What templates are filled with, as text: much for the reviewer, names only for a contact. */
import type { ChangedValues, TriggerFacts } from '../domain/crm.ts';
import { stageLabel } from '../domain/stageLabel.ts';
import type { TriggerType } from '../domain/triggers.ts';
import { formatAmount } from './formatAmount.ts';
import { counted, firstNameOf, listed, oneLine, readableWindow } from './readable.ts';
import { sayable } from './sayable.ts';
import type { TriggerToDraft } from './triggerToDraft.ts';

/** A company's name beyond this, or of more than five words, would make a paragraph of every sentence it stands in. */
const MAX_NAME_FOR_CONTACT = 60;

/** Each one line, and none of them empty. */
export type ReviewerFacts = ReturnType<typeof reviewerFacts>;
export type ContactFacts = ReturnType<typeof contactFacts>;

/** What only reviewers may read. `from` and `to` are whatever the trigger is about: stages, amounts, dates or titles. */
export function reviewerFacts(trigger: TriggerToDraft) {
  const { subject, given, facts = {}, triggerType } = trigger;
  const { company, deal, contact } = subject;
  const currency = deal?.currency ?? trigger.currency;
  const known = tidied({
    company: company?.name,
    dealName: deal?.name,
    contactName: contact?.name || contact?.email,
    amount: amountOf(facts.after, currency) ?? amountOf(deal, currency),
    stage: stageOf(facts.after) ?? stageOf(deal),
    reason: typeof given.reason === 'string' ? given.reason : undefined,
    from: shown(triggerType, facts.before, currency),
    to: shown(triggerType, facts.after, currency),
    ...figures(facts),
  });
  return { ...known, deal: known.dealName ?? 'the deal', contact: known.contactName ?? 'the contact' };
}

/** All that a contact may read: names, and what he knows as well as we do. */
export function contactFacts({ triggerType, subject, rep, facts, shared = {} }: TriggerToDraft) {
  const secrets = [...(shared.secrets ?? []), facts?.competitor ?? '', subject.deal?.name ?? ''];
  // What a meeting or a form is called is known to whoever was there; all other figures are ours.
  const isOfNow = triggerType === 'meeting_completed' || triggerType === 'form_submission';
  return {
    company: shortName(subject.company?.name) ?? 'your company',
    firstName: firstNameOf(subject.contact?.name ?? '') || undefined,
    nextStep: sayable(shared.nextStep, { maxWords: 9, secrets }),
    topic: sayable(isOfNow ? facts?.title : shared.meeting, { maxWords: 8, secrets }),
    rep: introduced(rep),
  };
}

/** As he calls himself to strangers: `Ana Ruiz of Northwind`. */
function introduced({ displayName, company }: TriggerToDraft['rep']): string {
  const name = oneLine(displayName);
  const firm = shortName(company);
  return firm === undefined || firm.toLowerCase() === name.toLowerCase() ? name : `${name} of ${firm}`;
}

function shortName(name: string | undefined): string | undefined {
  const line = oneLine(name ?? '').replace(/[.,;:]+$/, '');
  return line === '' || line.length > MAX_NAME_FOR_CONTACT || line.split(' ').length > 5 ? undefined : line;
}

function figures({ percent, days, count, windowHours, score, competitor, contactNames, title }: TriggerFacts) {
  return {
    percent: percent === undefined ? undefined : `${percent.toLocaleString('en')} %`,
    days: days === undefined ? undefined : counted(days, 'day'),
    count: count?.toLocaleString('en'),
    window: windowHours === undefined ? undefined : readableWindow(windowHours),
    score: score?.toLocaleString('en'),
    competitor,
    names: contactNames === undefined ? undefined : listed(contactNames),
    event: title,
  };
}

function shown(triggerType: TriggerType, values: ChangedValues | undefined, currency: string): string | undefined {
  switch (triggerType) {
    case 'deal_stage_regression':
      return stageOf(values);
    case 'deal_value_decrease':
    case 'deal_value_increase':
      return amountOf(values, currency);
    case 'deal_close_date_pushed':
      return values?.closeDate;
    case 'champion_title_change':
      return values?.jobTitle;
    default:
      return undefined;
  }
}

function amountOf(values: Pick<ChangedValues, 'amountMinor' | 'currency'> | undefined, currency: string) {
  return values?.amountMinor === undefined ? undefined : formatAmount(values.amountMinor, values.currency ?? currency);
}

function stageOf(values: Pick<ChangedValues, 'stage'> | undefined): string | undefined {
  return values?.stage === undefined ? undefined : stageLabel(values.stage);
}

/** One line each; what is empty counts as absent. */
function tidied<K extends string>(facts: Record<K, string | undefined>): { [key in K]: string | undefined } {
  const entries = Object.entries<string | undefined>(facts).map(([key, text]) => [
    key,
    oneLine(text ?? '') || undefined,
  ]);
  // fromEntries forgets the keys; they are those of `facts`.
  return Object.fromEntries(entries) as { [key in K]: string | undefined };
}
