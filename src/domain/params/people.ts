/** What workspaces and people are made of, at whichever door they are made. */
import { z } from 'zod';

/** One line that is not empty; blanks around it are dropped. Nothing in it changes the order in which it is read (UAX #9). */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max)
    .regex(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u, 'must be one line of visible text');

/** An IANA time zone. */
export const timeZone = z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin');

/** ISO 4217. */
export const currency = z
  .string()
  .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'must be a code of ISO 4217 such as EUR');

/** BCP 47. */
export const locale = z.string().refine(isLocale, 'must be a language such as en or de-CH');

function isTimeZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isLocale(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}
