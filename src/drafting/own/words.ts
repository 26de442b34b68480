/** The words of a draft by a template that somebody wrote, or why ours are to be taken. */
import type { OwnTemplate, TemplateTexts } from '../../domain/templates.ts';
import { oneLine } from '../readable.ts';
import { fill } from './language.ts';

/** Beyond it no action takes a body: of a message that is less, and cut where that is known. */
const MAX_BODY = 50_000;

type OwnWords = TemplateTexts | { problem: string };

/** With whose template they were made. */
export interface WordsOfDraft extends TemplateTexts {
  /** Of the own template; absent: ours made them. */
  ownVersion?: string;
  /** Why the own template did not; for people. */
  templateProblem?: string;
}

/** By somebody's own template where there is one that can be filled, else by ours. */
export function wordsByOwn(
  own: OwnTemplate | undefined,
  facts: Readonly<Record<string, string | undefined>>,
  ours: () => TemplateTexts,
): WordsOfDraft {
  if (own === undefined) return ours();
  const words = ownWords(own, facts);
  if (!('problem' in words)) return { ...words, ownVersion: own.draftVersion };
  return { ...ours(), templateProblem: `the template ${own.draftVersion} could not be used (${words.problem})` };
}

/** Never throws: what is wrong with a template must not cost the action. */
function ownWords(template: OwnTemplate, facts: Readonly<Record<string, string | undefined>>): OwnWords {
  const [subject, body] = [fill(template.subject, facts), fill(template.body, facts)];
  for (const [field, filled] of [
    ['subject', subject],
    ['body', body],
  ] as const) {
    if ('flaw' in filled) {
      const { line, column, message } = filled.flaw;
      return { problem: `${field}, line ${line}, column ${column}: ${message}` };
    }
  }
  if ('flaw' in subject || 'flaw' in body) return { problem: 'not filled' };
  const said = { subject: oneLine(subject.text), body: tidied(body.text) };
  if (said.subject === '') return { problem: 'subject, line 1, column 1: nothing is left of it' };
  if (said.body === '') return { problem: 'body, line 1, column 1: nothing is left of it' };
  return said.body.length > MAX_BODY ? { problem: 'body, line 1, column 1: it became too long' } : said;
}

/** Where an `if` on a line of its own said nothing there would be gaps. */
function tidied(text: string): string {
  return text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
