/** Times, amounts and spans as the user's locale and time zone write them. */
import { createContext, use } from 'react';

export interface Format {
  /** "Tue 3 Nov, 09:30"; with the year where it is not this one. */
  dateTime(time: string | Date): string;
  /** "09:30" today, else with the day. */
  moment(time: string | Date): string;
  /** "Tue 3 Nov, 09:30" as clocks in another time zone (IANA) show it. */
  momentIn(time: string | Date, timeZone: string): string;
  /** "09:30". */
  clock(time: string | Date): string;
  /** "Tue 3 Nov". */
  date(time: string | Date): string;
  /** "Tue 3 Nov", "3 Nov 2025" where it is not this year: which day something was. */
  day(time: string | Date): string;
  /** "Tue 3 Nov" of "2026-11-03", a day that is no moment anywhere. */
  dayOf(day: string): string;
  /** "3 Nov 2027": what may lie a year away. */
  dateOfYear(time: string | Date): string;
  /** @param amountMinor in the currency's minor units; @param currency ISO 4217 */
  money(amountMinor: number, currency: string): string;
  /** What is left, in its two largest units: "2 d 4 h", "9 min 05 s", "8 s". */
  left(ms: number): string;
  /** "3 days ago". */
  ago(time: string | Date, nowMs?: number): string;
  number(value: number): string;
  timeZone: string;
  locale: string;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const FULL = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;

/** @param locale BCP 47; @param timeZone IANA: where either is none the browser knows, the browser's own holds */
export function createFormat({ locale, timeZone }: { locale: string; timeZone: string }): Format {
  const known = isKnown(locale, timeZone) ? { locale, timeZone } : browserFormat();
  const of = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(known.locale, { timeZone: known.timeZone, ...options });
  const clock = of({ hour: '2-digit', minute: '2-digit' });
  const day = of({ weekday: 'short', day: 'numeric', month: 'short' });
  const utcDay = of({ weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
  const dated = of({ day: 'numeric', month: 'short', year: 'numeric' });
  const full = of(FULL);
  const fullOfYear = of({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
  const yearOf = (time: string | Date) => of({ year: 'numeric' }).format(new Date(time));
  const numbers = new Intl.NumberFormat(known.locale);
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const moneyFormats = new Map<string, Intl.NumberFormat>();

  return {
    ...known,
    dateTime: (time) => (yearOf(time) === yearOf(new Date()) ? full : fullOfYear).format(new Date(time)),
    clock: (time) => clock.format(new Date(time)),
    date: (time) => day.format(new Date(time)),
    day: (time) => (yearOf(time) === yearOf(new Date()) ? day : dated).format(new Date(time)),
    dayOf: (of) => (Number.isNaN(Date.parse(of)) ? of : utcDay.format(new Date(of))),
    dateOfYear: (time) => dated.format(new Date(time)),
    moment(time) {
      const at = new Date(time);
      return day.format(at) === day.format(new Date()) ? clock.format(at) : full.format(at);
    },
    momentIn(time, timeZone) {
      const zone = isKnown(known.locale, timeZone) ? timeZone : known.timeZone;
      return new Intl.DateTimeFormat(known.locale, { ...FULL, timeZone: zone }).format(new Date(time));
    },
    number: (value) => numbers.format(value),
    money(amountMinor, currency) {
      const format = moneyFormats.get(currency) ?? moneyFormat(known.locale, currency);
      if (format === undefined) return `${numbers.format(amountMinor / 100)} ${currency}`;
      moneyFormats.set(currency, format);
      return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
    left,
    ago(time, nowMs = Date.now()) {
      const ms = new Date(time).getTime() - nowMs;
      const [size, unit] = UNITS.find(([unitMs]) => Math.abs(ms) >= unitMs) ?? [SECOND_MS, 'second' as const];
      return relative.format(Math.trunc(ms / size), unit);
    },
  };
}

const UNITS = [
  [DAY_MS, 'day'],
  [HOUR_MS, 'hour'],
  [MINUTE_MS, 'minute'],
] as const;

function left(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND_MS));
  const [days, hours, minutes, rest] = [
    Math.floor(seconds / 86_400),
    Math.floor((seconds % 86_400) / 3_600),
    Math.floor((seconds % 3_600) / 60),
    seconds % 60,
  ];
  if (days > 0) return hours === 0 ? `${days} d` : `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return `${minutes} min ${String(rest).padStart(2, '0')} s`;
  return `${rest} s`;
}

function moneyFormat(locale: string, currency: string): Intl.NumberFormat | undefined {
  // What is no currency's code Intl refuses; a CRM may well say such a thing.
  if (!/^[A-Za-z]{3}$/.test(currency)) return undefined;
  return new Intl.NumberFormat(locale, { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' });
}

function browserFormat() {
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { locale, timeZone };
}

function isKnown(locale: string, timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat(locale, { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** The signed-in user's; before that the browser's. */
export const FormatContext = createContext<Format>(createFormat(browserFormat()));

export function useFormat(): Format {
  return use(FormatContext);
}
