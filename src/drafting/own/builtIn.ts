/** Our own templates as somebody who writes another begins with them: the same words, in the language of own templates. */
import type { TemplateKind, TemplateTexts } from '../../domain/templates.ts';
import type { TriggerType } from '../../domain/triggers.ts';
import type { ContactFacts } from '../facts.ts';
import type { ReviewerTexts } from '../summary.ts';
import type { Block } from '../templates/block.ts';
import { EMAIL } from '../templates/email/index.ts';
import { SLACK } from '../templates/slack.ts';
import { TASK } from '../templates/task.ts';
import { TOUCH } from '../templates/touch.ts';
import { factsOf } from './facts.ts';

/** Our template, as text; filled with the same facts it says the same. */
export function builtInTemplate(
  triggerType: TriggerType,
  kind: TemplateKind,
): TemplateTexts & { draftVersion: string } {
  const { version, ...texts } = kind === 'email' ? emailText(triggerType) : blockText(BLOCKS[kind][triggerType]);
  return { ...texts, draftVersion: `${triggerType}/${version}` };
}

const BLOCKS = { task: TASK, touch: TOUCH, message: SLACK } as const;

/** `{{ company }}` for company. */
const saying = (name: string) => `{{ ${name} }}`;

function emailText(triggerType: TriggerType) {
  const { version, agreed, met, plain } = EMAIL[triggerType];
  const facts: ContactFacts & { nextStep: string; topic: string } = {
    company: saying('company'),
    firstName: saying('firstName'),
    rep: saying('rep'),
    nextStep: saying('nextStep'),
    topic: saying('topic'),
  };
  const chosen = (field: 'subject' | 'body') =>
    `{% if nextStep %}${agreed[field](facts)}{% elsif topic %}${met[field](facts)}{% else %}${plain[field](facts)}{% endif %}`;
  return {
    version,
    subject: chosen('subject'),
    body: `{{ greeting }}\n\n${chosen('body')} {{ promise }}\n\n{{ question }}`,
  };
}

function blockText({ version, subject, body }: Block<ReviewerTexts>) {
  return { version, subject: guarded(subject), body: guarded(body) };
}

const REVIEWERS = Object.entries(factsOf('task'));

/** What it says where all is known; where some of that may be missing, also what it says without. */
function guarded(say: (facts: ReviewerTexts) => string): string {
  const full = say(factsWithout([]));
  const optional = REVIEWERS.flatMap(([name, isAlways]) => (!isAlways && full.includes(saying(name)) ? [name] : []));
  if (optional.length === 0) return full;
  return `{% if ${optional.join(' and ')} %}${full}{% else %}${say(factsWithout(optional))}{% endif %}`;
}

function factsWithout(missing: readonly string[]): ReviewerTexts {
  const facts = REVIEWERS.map(([name]) => [name, missing.includes(name) ? undefined : saying(name)]);
  // fromEntries forgets the names; they are those of ReviewerTexts, by the type of their table.
  return Object.fromEntries(facts) as ReviewerTexts;
}
