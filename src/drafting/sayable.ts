/**
 * What a CRM calls a meeting, a form, a next step or an email was written by somebody on our side, who may have written more into it
 * than the contact knows. Only what is short, plain and about none of our own affairs is said again.
 */
import { oneLine } from './readable.ts';

/** Our own affairs: how likely a sale is, what it brings, who else is in it, what we watch. And everything with a figure of money. */
const INTERNAL =
  /stage|amount|scor(e|ing)\b|compet|champion|opened|slump|regress|\bfit\b|pipeline|forecast|budget|pric(e|ing)|cost|money|revenue|margin|value\b|discount|\bdeals?\b|\bcrm\b|internal|\brisk|churn|upsell|cross-?sell|downgrade|\blost?\b|\blos(e|ing)\b|\bquota|commission|blocker|detractor|confidential|qualif|\bclos(e|ing)\b|\bprep\b|strategy|[$€£¥%]|\d{3}/i;

/** Addresses, links and markup: no words. */
const NO_WORDS = /[<>{}[\]|\\^~`“”"?!]|@|https?:|www\./i;

interface Bounds {
  maxWords: number;
  maxChars?: number;
  secrets?: readonly string[] | undefined;
}

/**
 * A text as it may be said to a contact, in one line; undefined where it had better not be said.
 *
 * @param maxWords, maxChars longer ones make a paragraph of a sentence
 * @param secrets whatever names one of them is not said
 */
export function sayable(
  text: string | undefined,
  { maxWords, maxChars = 60, secrets = [] }: Bounds,
): string | undefined {
  const line = oneLine((text ?? '').slice(0, 500)).replace(/[\s.,;:]+$/, '');
  if (line === '' || line.length > maxChars || line.split(' ').length > maxWords) return undefined;
  if (INTERNAL.test(line) || NO_WORDS.test(line) || !/\p{L}{2}/u.test(line)) return undefined;
  const said = line.toLowerCase();
  const names = secrets.map((secret) => secret.trim().toLowerCase()).filter((secret) => secret !== '');
  return names.some((name) => said.includes(name)) ? undefined : line;
}
