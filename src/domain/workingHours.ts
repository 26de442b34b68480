/**
 * When people work: on which days, between which hours of their own clocks. Pure, and free of zod, as workflows and the
 * browser ask too; public holidays come from whoever builds the calendar (src/calendar/).
 *
 * A moment is working by what the clocks there show. So where clocks go forward over a beginning, work begins with the first
 * moment after the gap, and an hour that clocks show twice is worked twice.
 */

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** On which days, and from when to when by one's own clocks. */
export interface WorkingHours {
  days: Weekday[];
  /** `HH:MM`, inclusive. */
  from: string;
  /** `HH:MM`, exclusive, after `from`; `24:00` is the day's end. */
  to: string;
  /** `YYYY-MM-DD`, the days off that no public calendar knows. */
  daysOff?: string[];
  /** ISO 3166-1, where wanted with its region, `DE` or `DE-BY`: whose public holidays are free. */
  country?: string;
}

/** What holds where nothing was chosen. */
export const DEFAULT_WORKING_HOURS: WorkingHours = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '17:00',
};

/** Somebody's hours where he is. */
export interface Calendar {
  hours: WorkingHours;
  /** IANA. */
  timeZone: string;
  /** @param localDate `YYYY-MM-DD` */
  isHoliday(localDate: string): boolean;
}

/** How far is looked for a working moment: nobody is away for longer. */
export const MAX_WORKLESS_DAYS = 60;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** From the first millisecond to before the second. */
interface Span {
  fromMs: number;
  toMs: number;
}

/** @throws RangeError where nobody knows the time zone */
export function isWorkingMoment(calendar: Calendar, atMs: number): boolean {
  const wallMs = atMs + clockOf(calendar.timeZone)(atMs);
  const dayMs = startOfDay(wallMs);
  const { fromMs, toMs } = hoursOf(calendar.hours);
  return isWorkingDay(calendar, dayMs) && wallMs >= dayMs + fromMs && wallMs < dayMs + toMs;
}

/**
 * The moment itself where it lies in working hours, else the next beginning; null where there is none within
 * `MAX_WORKLESS_DAYS`.
 *
 * @throws RangeError where nobody knows the time zone
 */
export function nextWorkingMoment(calendar: Calendar, fromMs: number): number | null {
  return nextMoment(calendar, clockOf(calendar.timeZone), fromMs);
}

/**
 * The same of several calendars at once: the first moment that lies in the working hours of all.
 *
 * @throws RangeError where nobody knows one of the time zones
 */
export function nextMomentOfAll(calendars: readonly Calendar[], fromMs: number): number | null {
  const all = calendars.map((calendar) => ({ calendar, offset: clockOf(calendar.timeZone) }));
  const endMs = fromMs + (MAX_WORKLESS_DAYS + 1) * DAY_MS;
  let atMs = fromMs;
  // Each in turn moves it on to its own hours, until none does.
  for (let agreeing = 0, turn = 0; agreeing < all.length; turn = (turn + 1) % all.length) {
    const each = all[turn];
    const next = each === undefined ? null : nextMoment(each.calendar, each.offset, atMs);
    if (next === null || next > endMs) return null;
    agreeing = next === atMs ? agreeing + 1 : 1;
    atMs = next;
  }
  return atMs;
}

function nextMoment(calendar: Calendar, offset: Clock, fromMs: number): number | null {
  // A day earlier: clocks that go back at midnight show yesterday again.
  const firstMs = startOfDay(fromMs + offset(fromMs)) - DAY_MS;
  for (let day = 0; day <= MAX_WORKLESS_DAYS + 1; day += 1) {
    const moments = aroundDay(calendar, offset, firstMs + day * DAY_MS)
      .filter(({ toMs }) => toMs > fromMs)
      .map((span) => Math.max(span.fromMs, fromMs));
    if (moments.length > 0) return Math.min(...moments);
  }
  return null;
}

/**
 * The moment itself where it lies in working hours, else the last millisecond that did before it; null where there is none
 * within `MAX_WORKLESS_DAYS`.
 *
 * @throws RangeError where nobody knows the time zone
 */
export function lastWorkingMoment(calendar: Calendar, beforeMs: number): number | null {
  const offset = clockOf(calendar.timeZone);
  const lastMs = startOfDay(beforeMs + offset(beforeMs));
  for (let day = 0; day <= MAX_WORKLESS_DAYS + 1; day += 1) {
    const moments = aroundDay(calendar, offset, lastMs - day * DAY_MS)
      .filter(({ fromMs }) => fromMs <= beforeMs)
      .map((span) => Math.min(span.toMs - 1, beforeMs));
    if (moments.length > 0) return Math.max(...moments);
  }
  return null;
}

/** Of a day and the one after it, as a shift of the clocks may put a piece of the one behind a piece of the other. */
function aroundDay(calendar: Calendar, offset: Clock, dayMs: number): Span[] {
  return [...spansOf(calendar, offset, dayMs), ...spansOf(calendar, offset, dayMs + DAY_MS)];
}

/** The working hours of one local day, given as a UTC midnight: one span, or two where the clocks are changed in it. */
function spansOf(calendar: Calendar, offset: Clock, dayMs: number): Span[] {
  if (!isWorkingDay(calendar, dayMs)) return [];
  const { fromMs, toMs } = hoursOf(calendar.hours);
  const shownBy = (offsetMs: number): Span => ({ fromMs: dayMs + fromMs - offsetMs, toMs: dayMs + toMs - offsetMs });
  // No clock is further from UTC than that, either way.
  const [beginMs, endMs] = [dayMs - 15 * HOUR_MS, dayMs + DAY_MS + 15 * HOUR_MS];
  const [before, after] = [offset(beginMs), offset(endMs)];
  if (before === after) return [shownBy(before)];
  const changeMs = changeOfClocks(offset, beginMs, endMs);
  const [early, late] = [shownBy(before), shownBy(after)];
  return [
    { ...early, toMs: Math.min(early.toMs, changeMs) },
    { ...late, fromMs: Math.max(late.fromMs, changeMs) },
  ].filter((span) => span.fromMs < span.toMs);
}

/** The first millisecond of the new time, by halving: clocks change at most once in three days. */
function changeOfClocks(offset: Clock, beginMs: number, endMs: number): number {
  const before = offset(beginMs);
  let [oldMs, newMs] = [beginMs, endMs];
  while (newMs - oldMs > 1) {
    const middleMs = Math.floor((oldMs + newMs) / 2);
    if (offset(middleMs) === before) oldMs = middleMs;
    else newMs = middleMs;
  }
  return newMs;
}

function isWorkingDay({ hours, isHoliday }: Calendar, dayMs: number): boolean {
  const weekday = WEEKDAYS[(new Date(dayMs).getUTCDay() + 6) % 7];
  const localDate = new Date(dayMs).toISOString().slice(0, 10);
  return (
    weekday !== undefined &&
    hours.days.includes(weekday) &&
    !(hours.daysOff ?? []).includes(localDate) &&
    !isHoliday(localDate)
  );
}

function hoursOf({ from, to }: WorkingHours): Span {
  return { fromMs: minutesOf(from) * MINUTE_MS, toMs: minutesOf(to) * MINUTE_MS };
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? Number.NaN) * 60 + (minutes ?? Number.NaN);
}

function startOfDay(wallMs: number): number {
  return Math.floor(wallMs / DAY_MS) * DAY_MS;
}

/**
 * How far the clocks of a time zone are ahead of UTC at a moment, in milliseconds, to the second.
 *
 * @throws RangeError where nobody knows the time zone
 */
export function aheadOfUtcMs(timeZone: string, atMs: number): number {
  return clockOf(timeZone)(atMs);
}

type Clock = (atMs: number) => number;

/** By time zone, of which there are some 600, in any spelling: to make one takes a quarter of a millisecond. */
const clocks = new Map<string, Clock>();
const MAX_CLOCKS = 1_000;

function clockOf(timeZone: string): Clock {
  const clock = clocks.get(timeZone) ?? newClock(timeZone);
  if (clocks.size < MAX_CLOCKS) clocks.set(timeZone, clock);
  return clock;
}

function newClock(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (atMs) => {
    const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? Number.NaN;
    const shownMs = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return shownMs - Math.floor(atMs / 1_000) * 1_000;
  };
}
