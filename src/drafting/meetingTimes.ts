/** Two times to propose, at which both are at work. Nobody's diary is known: they are an offer. */
import { EXPIRY_MS } from '../domain/lifecycle.ts';
import { aheadOfUtcMs, type Calendar, isWorkingMoment } from '../domain/workingHours.ts';
import { atWallClock } from './workingDay.ts';

export interface MeetingCalendars {
  rep: Calendar;
  /** Absent where nobody knows where the contact's clocks are. */
  contact?: Calendar;
}

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;
/** So long it takes at most. */
const MEETING_MS = HOUR_MS / 2;
/** So many days are looked at, from the first that can be proposed. */
const MAX_DAYS = 10;
/** The one in the morning and the other in the afternoon, as near to these as both are at work. */
const HOURS = [10, 14] as const;
const FIRST_HOUR = 8;
const LAST_HOUR = 18;

const DAY = new Intl.DateTimeFormat('en', { timeZone: 'UTC', weekday: 'long' });
const MONTH = new Intl.DateTimeFormat('en', { timeZone: 'UTC', month: 'long' });

/**
 * `Wednesday 11 November at 10:00 or Thursday 12 November at 14:00 your time`, by the contact's clocks, or by the rep's, named, where
 * the contact's are not known; undefined where the two are never at work together. Both lie behind the moment at which an action
 * made now expires: however late somebody approves it, it offers nothing that is past.
 *
 * @throws RangeError where nobody knows a calendar's time zone
 */
export function meetingTimes(now: Date, { rep, contact }: MeetingCalendars): string | undefined {
  const { timeZone } = contact ?? rep;
  const everybody = contact === undefined ? [rep] : [rep, contact];
  const expiresMs = now.getTime() + EXPIRY_MS;
  const firstDayMs = Math.floor((expiresMs + aheadOfUtcMs(timeZone, expiresMs)) / DAY_MS) * DAY_MS + DAY_MS;
  const found: string[] = [];
  for (let day = 0; day < MAX_DAYS && found.length < HOURS.length; day += 1) {
    // None on five days: their hours do not meet, or somebody is away.
    if (day === 5 && found.length === 0) return undefined;
    const slotMs = slotOn(firstDayMs + day * DAY_MS, HOURS[found.length] ?? HOURS[0], { timeZone, everybody });
    if (slotMs !== undefined) found.push(said(slotMs));
  }
  if (found.length < HOURS.length) return undefined;
  return `${found.join(' or ')} ${contact === undefined ? clocksOf(timeZone) : 'your time'}`;
}

/** The full hour nearest to the wanted one at which all are at work, as a wall time; by day, as nobody meets at night. */
function slotOn(
  dayMs: number,
  wantedHour: number,
  { timeZone, everybody }: { timeZone: string; everybody: readonly Calendar[] },
): number | undefined {
  const hours = Array.from({ length: LAST_HOUR - FIRST_HOUR + 1 }, (_, i) => FIRST_HOUR + i);
  hours.sort((a, b) => Math.abs(a - wantedHour) - Math.abs(b - wantedHour) || a - b);
  // Clocks are changed at night: what they are ahead at noon holds for the day.
  const aheadMs = dayMs + 12 * HOUR_MS - atWallClock(dayMs + 12 * HOUR_MS, timeZone).getTime();
  return hours
    .map((hour) => dayMs + hour * HOUR_MS)
    .find((wallMs) => {
      const atMs = wallMs - aheadMs;
      return everybody.every((one) => isWorkingMoment(one, atMs) && isWorkingMoment(one, atMs + MEETING_MS - 1));
    });
}

function said(wallMs: number): string {
  const shown = new Date(wallMs);
  return `${DAY.format(shown)} ${shown.getUTCDate()} ${MONTH.format(shown)} at ${shown.toISOString().slice(11, 16)}`;
}

/** `New York time`. */
function clocksOf(timeZone: string): string {
  const place = timeZone.split('/').at(-1) ?? timeZone;
  return place === 'UTC' ? place : `${place.replaceAll('_', ' ')} time`;
}
