/** How much of a draft was left standing. */
import type { JsonObject } from './json.ts';

/** The parameters that are text for whoever receives it. */
const TEXTS = ['subject', 'body'] as const;

/**
 * How alike the texts of two versions of an action's parameters are, 0 to 1, by words: twice the words that they have in common, in
 * their order, over the words of both. 1 where neither has any. (Ratcliff and Obershelp's ratio, as Python's
 * `difflib.SequenceMatcher.ratio` reckons it, over the longest common subsequence.)
 */
export function fidelityOf(draft: JsonObject, sent: JsonObject): number {
  let common = 0;
  let words = 0;
  for (const name of TEXTS) {
    const [before, after] = [wordsOf(draft[name]), wordsOf(sent[name])];
    common += draft[name] === sent[name] ? before.length : longestCommon(before, after);
    words += before.length + after.length;
  }
  return words === 0 ? 1 : (2 * common) / words;
}

function wordsOf(text: unknown): string[] {
  return typeof text === 'string' ? (text.normalize('NFC').match(/\S+/gu) ?? []) : [];
}

/**
 * The length of the longest common subsequence, the words of `a` as bits of one number: some milliseconds for the longest texts there
 * are, where a table of all pairs would take a second. (H. Hyyrö, "Bit-parallel LCS-length computation revisited", 2004.)
 */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  const places = new Map<string, bigint>();
  for (const [i, word] of a.entries()) places.set(word, (places.get(word) ?? 0n) | (1n << BigInt(i)));
  const all = (1n << BigInt(a.length)) - 1n;
  let open = all;
  for (const word of b) {
    const met = open & (places.get(word) ?? 0n);
    if (met !== 0n) open = ((open + met) | (open - met)) & all;
  }
  return a.length - (open.toString(2).match(/1/g)?.length ?? 0);
}
