const DAY_MS = 24 * 60 * 60 * 1000;
const MORNING_HOUR = 9;

/** 09:00 of the next day from Monday to Friday, as clocks in the time zone (IANA name) show it. */
export function nextWorkingMorning(now: Date, timeZone: string): Date {
  // The calendar day there, held as a UTC midnight so that counting days needs no time zone.
  let day = startOfUtcDay(now.getTime() + offsetMs(now.getTime(), timeZone)) + DAY_MS;
  while (isWeekend(day)) day += DAY_MS;
  return atWallClock(day + MORNING_HOUR * 60 * 60 * 1000, timeZone);
}

/** The moment at which the time zone's clocks show this wall time, given as if it were UTC. */
function atWallClock(wallMs: number, timeZone: string): Date {
  const guessMs = wallMs - offsetMs(wallMs, timeZone);
  // Asked again at the guess: a change of the clocks may lie between the two.
  return new Date(wallMs - offsetMs(guessMs, timeZone));
}

/** How far the time zone's clocks are ahead of UTC at a moment, to the second. */
function offsetMs(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((p) => p.type === type)?.value);
  const shownMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shownMs - Math.floor(atMs / 1000) * 1000;
}

function startOfUtcDay(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

function isWeekend(dayMs: number): boolean {
  const weekday = new Date(dayMs).getUTCDay();
  return weekday === 0 || weekday === 6;
}
