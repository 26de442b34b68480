/** What people's own templates may say: the facts that ours are filled with, and what ours put around them. */
import type { TemplateKind } from '../../domain/templates.ts';
import type { ContactFacts } from '../facts.ts';
import type { ReviewerTexts } from '../summary.ts';

/** What stands around the words of an email, made anew for each. */
export interface EmailFrame {
  /** `Hi Sarah,` or `Hello,`. */
  greeting: string;
  /** What the contact may expect, by what he does. */
  promise: string;
  /** Whether one of two times would suit. */
  question: string;
}

export type EmailFacts = ContactFacts & EmailFrame;

/** Whether each fact of an email is always known; the type says which there are. */
const OF_EMAIL: Readonly<Record<keyof EmailFacts, boolean>> = {
  greeting: true,
  company: true,
  rep: true,
  promise: true,
  question: true,
  firstName: false,
  nextStep: false,
  topic: false,
};

const OF_REVIEWERS: Readonly<Record<keyof ReviewerTexts, boolean>> = {
  title: true,
  news: true,
  deal: true,
  contact: true,
  company: false,
  dealName: false,
  contactName: false,
  amount: false,
  stage: false,
  reason: false,
  from: false,
  to: false,
  percent: false,
  days: false,
  count: false,
  window: false,
  score: false,
  competitor: false,
  names: false,
  event: false,
};

/** The names of a kind's facts, each with whether it is always known. */
export function factsOf(kind: TemplateKind): Readonly<Record<string, boolean>> {
  return kind === 'email' ? OF_EMAIL : OF_REVIEWERS;
}

/** Whether a name is one that reviewers alone may read: of an email, more than a misspelling. */
export function isInternal(kind: TemplateKind, name: string): boolean {
  return kind === 'email' && !(name in OF_EMAIL) && (name in OF_REVIEWERS || INTERNAL_NAMES.includes(name));
}

/** What there is of a deal beside, and never for a contact. */
const INTERNAL_NAMES: readonly string[] = ['summary', 'contextSummary', 'champion', 'urgency', 'owner'];

/** Facts to try a template with: only what is always known, or all there is. */
export function triedFacts(kind: TemplateKind, known: 'least' | 'most'): Record<string, string> {
  const names = Object.entries(factsOf(kind)).filter(([, isAlways]) => isAlways || known === 'most');
  return Object.fromEntries(names.map(([name]) => [name, name]));
}
