/** Moments from outside. Free of zod: workflows read them too, and it would cost each of them 0.7 MB. */

/**
 * RFC 3339, section 5.6: with seconds, and no hour 24. Offsets beyond ±15:59 Postgres does not read ("Date/Time Types"), and
 * no place on earth has them.
 */
export const INSTANT_SHAPE =
  /^\d{4}-\d\d-\d\d[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-](0\d|1[0-5]):[0-5]\d)$/;
const EARLIEST_MS = Date.UTC(1970, 0, 1);
/** A year before the last that four digits can write, so that no time zone carries it beyond. */
const END_MS = Date.UTC(9999, 0, 1);

export const INSTANT_WORDS = 'must be a time of the years 1970 to 9998 as RFC 3339 has it';

/** A moment in UTC, to the millisecond; undefined where the text is none, or of a year that nothing of ours can be of. */
export function readInstant(text: string): string | undefined {
  return INSTANT_SHAPE.test(text) && isOfCalendar(text.slice(0, 10)) ? instantOf(Date.parse(text)) : undefined;
}

/** JavaScript takes the 31st of every month, and means a day of the next one. */
function isOfCalendar(day: string): boolean {
  const ms = Date.parse(day);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}

/** The same of epoch milliseconds. */
export function instantOf(ms: number): string | undefined {
  return ms >= EARLIEST_MS && ms < END_MS ? new Date(ms).toISOString() : undefined;
}
