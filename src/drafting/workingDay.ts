import { aheadOfUtcMs } from '../domain/workingHours.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MORNING_HOUR = 9;

/** 09:00 of the next day from Monday to Friday, as clocks in the time zone (IANA name) show it. */
export function nextWorkingMorning(now: Date, timeZone: string): Date {
  // The calendar day there, held as a UTC midnight so that counting days needs no time zone.
  let day = startOfUtcDay(now.getTime() + aheadOfUtcMs(timeZone, now.getTime())) + DAY_MS;
  while (isWeekend(day)) day += DAY_MS;
  return atWallClock(day + MORNING_HOUR * 60 * 60 * 1000, timeZone);
}

/** The moment at which the time zone's clocks show this wall time, given as if it were UTC. */
export function atWallClock(wallMs: number, timeZone: string): Date {
  const guessMs = wallMs - aheadOfUtcMs(timeZone, wallMs);
  // Asked again at the guess: a change of the clocks may lie between the two.
  return new Date(wallMs - aheadOfUtcMs(timeZone, guessMs));
}

function startOfUtcDay(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

function isWeekend(dayMs: number): boolean {
  const weekday = new Date(dayMs).getUTCDay();
  return weekday === 0 || weekday === 6;
}
