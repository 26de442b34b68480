/**
 * Prepared statements: Postgres parses and plans the ones that come again once for each connection
 * (https://www.postgresql.org/docs/current/sql-prepare.html), which is a quarter of its work for an action.
 */

/** What comes so often is worth a plan in every connection's memory. */
const WORTH_IT = 3;
const MAX_NAMES = 100;
const MAX_COUNTED = 1_000;
/** Every column there is, whatever their number. */
const ALL_COLUMNS = /(select|returning|,) ("?\w+"?\.)?\*/;
/** A text that is looked for, a part of the history: how common what is asked for is decides which plan is quick. */
const SEARCHES = / like lower\(|order by "a"."left_queue_at"/;

export interface Statements {
  /** The name to prepare a statement by; undefined where it is not prepared. */
  nameOf(text: string): string | undefined;
}

/**
 * Names the first hundred statements that come three times. One that says `*` gets none: after a migration has added a column
 * Postgres would refuse it for as long as the connection lives ("cached plan must not change result type"). A search gets none
 * either: after some calls Postgres would keep one plan for whatever is looked for.
 */
export function createStatements(): Statements {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  return {
    nameOf(text) {
      const name = names.get(text);
      if (name !== undefined || names.size >= MAX_NAMES || ALL_COLUMNS.test(text) || SEARCHES.test(text)) return name;
      if (counts.size >= MAX_COUNTED) counts.clear();
      const count = (counts.get(text) ?? 0) + 1;
      counts.set(text, count);
      if (count >= WORTH_IT) names.set(text, `signoff_${names.size}`);
      return names.get(text);
    },
  };
}
