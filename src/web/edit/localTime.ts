/** Times as `<input type="datetime-local">` has them, in any time zone. Free of DOM and React. */

const DAY_MS = 86_400_000;

/**
 * "2026-03-29T09:30": what the clocks show then; empty where `time` is none.
 *
 * @param time RFC 3339; @param timeZone IANA
 */
export function toLocal(time: string, timeZone: string): string {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? '' : new Date(wallMs(ms, timeZone)).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
}

/**
 * RFC 3339, in UTC; empty where `local` is no time. A time that the clocks skip is read with the offset before the gap,
 * one that they show twice is the first of the two (RFC 5545, section 3.3.5).
 *
 * @param local as toLocal writes it; @param timeZone IANA
 */
export function fromLocal(local: string, timeZone: string): string {
  const wall = Date.parse(`${local}Z`);
  if (Number.isNaN(wall)) return '';
  const before = wall - offsetMs(wall - DAY_MS, timeZone);
  const after = wall - offsetMs(wall + DAY_MS, timeZone);
  const shown = [before, after].filter((ms) => wallMs(ms, timeZone) === wall);
  return new Date(shown.length === 0 ? before : Math.min(...shown)).toISOString();
}

/** When the day began there that it is now; RFC 3339, in UTC. @param timeZone IANA */
export function beginningOfDay(nowMs: number, timeZone: string): string {
  const day = toLocal(new Date(nowMs).toISOString(), timeZone).slice(0, 'yyyy-mm-dd'.length);
  return fromLocal(`${day}T00:00`, timeZone);
}

function offsetMs(ms: number, timeZone: string): number {
  return wallMs(ms, timeZone) - ms;
}

/** What the clocks show, to the minute, as if they showed UTC. */
function wallMs(ms: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  // Not Date.UTC, which takes the year 26 for 1926: it is there while somebody types 2026.
  return Date.parse(`${part.year?.padStart(4, '0')}-${part.month}-${part.day}T${part.hour}:${part.minute}Z`);
}
