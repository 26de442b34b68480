/** What is wrong with a template that somebody wrote, before it is kept. */
import {
  MAX_TEMPLATE_BODY,
  MAX_TEMPLATE_SUBJECT,
  type TemplateFlaw,
  type TemplateKind,
  type TemplateTexts,
} from '../../domain/templates.ts';
import { factsOf, isInternal, triedFacts } from './facts.ts';
import { type Flaw, fill, namesIn } from './language.ts';

/**
 * Words that tell a contact of our own affairs, however they came into the text: what we watch, how likely a sale is, who else is
 * in it. Narrower than what is looked for in names out of a CRM (sayable.ts): whoever writes a template may speak of a price.
 */
const TELLING =
  /\b(champions?|competitors?|(fit|lead) score|deal (stage|value|amount|size)|stage regression|(sales|our|my) pipeline|forecasts?|you (have )?opened (my|our|the|this) e?-?mails?|gone (cold|quiet))\b/i;

/** Everything wrong, in the order of the text; nothing: it may be kept. */
export function flawsIn(kind: TemplateKind, { subject, body }: TemplateTexts): TemplateFlaw[] {
  return [
    ...flawsOfText(kind, subject, MAX_TEMPLATE_SUBJECT, true).map((flaw) => ({ field: 'subject' as const, ...flaw })),
    ...flawsOfText(kind, body, MAX_TEMPLATE_BODY, false).map((flaw) => ({ field: 'body' as const, ...flaw })),
  ];
}

function flawsOfText(kind: TemplateKind, text: string, max: number, isLine: boolean): Flaw[] {
  const whole = (message: string): Flaw[] => [{ line: 1, column: 1, message }];
  if (text.trim() === '') return whole('must not be empty');
  if (text.length > max) return whole(`must be at most ${max.toLocaleString('en')} characters long`);
  if (isLine && /[\r\n]/.test(text)) return [{ ...placeOf(text, text.search(/[\r\n]/)), message: 'must be one line' }];
  const found = namesIn(text);
  if ('flaw' in found) return [found.flaw];
  const misnamed = found.names.flatMap(({ name, ...place }) => {
    const message = wrongName(kind, name);
    return message === undefined ? [] : [{ ...place, message }];
  });
  const isNamed = (flaw: Flaw) => misnamed.some((other) => byPlace(flaw, other) === 0);
  const told = kind === 'email' ? tellingWords(text).filter((flaw) => !isNamed(flaw)) : [];
  if (misnamed.length + told.length > 0) return [...misnamed, ...told].sort(byPlace);
  return failures(kind, text);
}

function wrongName(kind: TemplateKind, name: string): string | undefined {
  const facts = factsOf(kind);
  if (Object.hasOwn(facts, name)) return undefined;
  if (isInternal(kind, name)) return `${name} is an internal fact: a text for a contact never says it`;
  const [root = name] = name.split(/[.[]/);
  if (root !== name && Object.hasOwn(facts, root)) return `${root} is a text: write ${root} alone`;
  return `there is no fact ${name}: there are ${Object.keys(facts).join(', ')}`;
}

function tellingWords(text: string): Flaw[] {
  const found = TELLING.exec(text);
  if (found === null) return [];
  return [
    {
      ...placeOf(text, found.index),
      message: `“${found[0]}” tells a contact of an internal matter: a text for a contact never does`,
    },
  ];
}

/** Of what can be filled with all that there is, but not with the least: what may be missing is not asked for. */
function failures(kind: TemplateKind, text: string): Flaw[] {
  const most = fill(text, triedFacts(kind, 'most'));
  if ('flaw' in most) return [most.flaw];
  const least = fill(text, triedFacts(kind, 'least'));
  if (!('flaw' in least)) return [];
  const [, name] = /^undefined variable: (\S+)/.exec(least.flaw.message) ?? [];
  if (name === undefined) return [least.flaw];
  const message = `${name} may be missing: write {% if ${name} %}…{% endif %} around it, or {{ ${name} | default: "…" }}`;
  return [{ ...least.flaw, message }];
}

function placeOf(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function byPlace(a: Flaw, b: Flaw): number {
  return a.line - b.line || a.column - b.column;
}
