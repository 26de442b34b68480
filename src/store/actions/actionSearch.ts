/** Search in the text of actions, by the trigrams of each word (migrations/0024_action_search.sql). */
import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** So many of a query's words are looked for: more would only take time. */
const MAX_WORDS = 8;

/** Without three letters there is no trigram inside a word, but there is one at its beginning. */
const SHORT = /^[\p{L}\p{N}]{1,2}$/u;

/**
 * The condition that each word of a text occurs in the action `a`, whatever their order and case; a word of one or two letters
 * at the beginning of a word.
 *
 * Statements with it are planned for each text (statements.ts): by how common it is they walk along the list's order or
 * look the text up.
 */
export function mentions(text: string): RawBuilder<SqlBool> {
  if (text.trim() === '') return sql<SqlBool>`true`;
  const occur = patterns(text).map((pattern) => sql`searched.text like lower(${pattern})`);
  return sql<SqlBool>`a.id in (
    select searched.action_id from action_search as searched where ${sql.join(occur, sql` and `)})`;
}

/** Patterns for LIKE. The longest words come first, as they tell the most. */
export function patterns(text: string): string[] {
  const words = [...new Set(text.split(/\s+/).filter((word) => word !== ''))];
  const telling = words.toSorted((one, other) => other.length - one.length).slice(0, MAX_WORDS);
  return telling.map((word) => `%${SHORT.test(word) ? ' ' : ''}${word.replace(/[\\%_]/g, '\\$&')}%`);
}
