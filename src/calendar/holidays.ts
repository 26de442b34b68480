/**
 * Public holidays, from `date-holidays` (ISC; its data CC BY-SA 3.0, from Wikipedia: its LICENSE names the articles). Loading it
 * takes 0.2 s and 24 MB, so that is done where somebody's holidays are asked for, and in API and worker when they start where a
 * workspace has a send window; never in a workflow or in the browser.
 */
import type { Calendar, WorkingHours } from '../domain/workingHours.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** What closes offices: by law, or as banks and offices have it. */
const CLOSING = ['public', 'bank'] as const;

const CODE = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/;

let loaded: Promise<typeof import('date-holidays')> | undefined;
/** The dates of a country's year, found once a process: they change with the library alone. */
const known = new Map<string, ReadonlySet<string>>();

/** Loads it ahead, where it will be asked for while rows are locked. @throws never: whoever asks then is told */
export async function loadHolidays(): Promise<void> {
  await load().catch(() => undefined);
}

function load() {
  loaded ??= import('date-holidays');
  return loaded;
}

/** Someone's hours as a calendar, with the public holidays of their country where they name one. */
export async function calendarOf(hours: WorkingHours, timeZone: string): Promise<Calendar> {
  const { country } = hours;
  // A country that nobody knows, as a CRM may name it, has none.
  if (country === undefined || !CODE.test(country)) return { hours, timeZone, isHoliday: () => false };
  const { default: Holidays } = await load();
  const ofYear = (year: number): ReadonlySet<string> => {
    const key = `${country} ${year}`;
    const dates = known.get(key) ?? new Set(datesAround(new Holidays(country, { types: [...CLOSING] }), year));
    known.set(key, dates);
    return dates;
  };
  return { hours, timeZone, isHoliday: (localDate) => ofYear(Number(localDate.slice(0, 4))).has(localDate) };
}

/** Whether anybody knows the holidays of a country, or of a region in it: `DE`, `DE-BY`. */
export async function isKnownCountry(country: string): Promise<boolean> {
  const { default: Holidays } = await load();
  const [land = '', region, ...rest] = country.split('-');
  const all = new Holidays();
  if (rest.length > 0 || !Object.hasOwn(all.getCountries(), land)) return false;
  // The types promise regions; countries without any have none.
  const regions: Record<string, string> | undefined = all.getStates(land);
  return region === undefined || Object.hasOwn(regions ?? {}, region);
}

/** One that begins at the end of a year may last into the next. */
function datesAround(holidays: HolidaysOf, year: number): string[] {
  return [year - 1, year].flatMap((each) => datesOf(holidays, each));
}

type HolidaysOf = InstanceType<typeof import('date-holidays')['default']>;

function datesOf(holidays: HolidaysOf, year: number): string[] {
  return holidays.getHolidays(year).flatMap(({ date, start, end }) => {
    const firstMs = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
    // A day may have 23 or 25 hours, and one that begins at sunset still has one date.
    const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS));
    return Array.from({ length: days }, (_, day) => new Date(firstMs + day * DAY_MS).toISOString().slice(0, 10));
  });
}
