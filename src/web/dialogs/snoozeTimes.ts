/** Until when an action can be hidden from one's own queue. Free of DOM and React. */
import { fromLocal, toLocal } from '../edit/localTime.ts';

const DAY_MS = 86_400_000;
/** As far as the API lets one snooze. */
const MAX_SNOOZE_MS = 30 * DAY_MS;
const MORNING = '09:00';
const MONDAY = 1;

export type SnoozeChoice = 'tomorrow' | 'threeDays' | 'monday';

/** What is offered, in its order: mornings at nine in the user's time zone, RFC 3339. */
export function snoozeTimes(nowMs: number, timeZone: string): [choice: SnoozeChoice, time: string][] {
  return [
    ['tomorrow', morningIn(1, nowMs, timeZone)],
    ['threeDays', morningIn(3, nowMs, timeZone)],
    ['monday', morningIn(daysToMonday(nowMs, timeZone), nowMs, timeZone)],
  ];
}

/** Nine o'clock in so many days, by the calendar of the time zone (IANA); RFC 3339. */
export function morningIn(days: number, nowMs: number, timeZone: string): string {
  const date = new Date(todayMs(nowMs, timeZone) + days * DAY_MS).toISOString().slice(0, 'yyyy-mm-dd'.length);
  return fromLocal(`${date}T${MORNING}`, timeZone);
}

/** On a Monday it is the next one. */
function daysToMonday(nowMs: number, timeZone: string): number {
  const weekday = new Date(todayMs(nowMs, timeZone)).getUTCDay();
  return (MONDAY - weekday + 7) % 7 || 7;
}

/** The calendar day there, held as a UTC midnight so that counting days needs no time zone. */
function todayMs(nowMs: number, timeZone: string): number {
  return Date.parse(toLocal(new Date(nowMs).toISOString(), timeZone).slice(0, 'yyyy-mm-dd'.length));
}

export type SnoozeError = 'missing' | 'past' | 'tooLong';

/** What is wrong with a time that was chosen. @param until RFC 3339; empty: not filled in */
export function checkSnooze(until: string, nowMs: number): SnoozeError | null {
  if (until === '') return 'missing';
  const inMs = Date.parse(until) - nowMs;
  if (inMs <= 0) return 'past';
  return inMs > MAX_SNOOZE_MS ? 'tooLong' : null;
}
