import { type ReviewerFacts, reviewerFacts } from './facts.ts';
import { capitalised } from './readable.ts';
import { SUMMARY, type SummaryText } from './templates/summary.ts';
import type { TriggerToDraft } from './triggerToDraft.ts';

export type ReviewerTexts = ReturnType<typeof reviewerTexts>;

/** What reviewers read: the facts of templates/summary.ts, and what is made of them. */
export function reviewerTexts(trigger: TriggerToDraft) {
  const facts = reviewerFacts(trigger);
  const texts = SUMMARY[trigger.triggerType];
  const happened = headline(texts, facts);
  const news = facts.reason === undefined ? happened : `${happened} (${facts.reason})`;
  return { ...facts, title: texts.title(facts), news };
}

/** With figures `Renewal (Acme Corp): value dropped 25 %, …`, without `Acme Corp: The value of Renewal went down`. */
function headline({ figures, happened, about }: SummaryText, facts: ReviewerFacts): string {
  const withFigures = figures(facts);
  const front = withFigures === '' ? facts.company : FRONT[about](facts);
  const rest = withFigures === '' ? happened(facts) : withFigures;
  if (front === undefined) return capitalised(rest);
  return `${front}: ${withFigures === '' ? capitalised(rest) : rest}`;
}

const FRONT: Readonly<Record<SummaryText['about'], (facts: ReviewerFacts) => string | undefined>> = {
  deal: ({ dealName, company, amount }) => named(dealName, company, amount),
  value: ({ dealName, company }) => named(dealName, company),
  contact: ({ contactName, company }) => named(contactName, company),
  company: ({ company }) => company,
};

/** `Renewal (Acme Corp, $75,000)`; but `Acme Renewal ($75,000)`, which says whose it is by itself. */
function named(name: string | undefined, company: string | undefined, amount?: string): string | undefined {
  const front = name ?? company;
  if (front === undefined) return undefined;
  const [firstWord = ''] = company?.toLowerCase().split(' ') ?? [];
  const isSaid = front === company || (firstWord.length > 3 && front.toLowerCase().includes(firstWord));
  const details = [isSaid ? undefined : company, amount].filter((detail) => detail !== undefined);
  return details.length === 0 ? front : `${front} (${details.join(', ')})`;
}
