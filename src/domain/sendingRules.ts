/** When an email to a contact may leave: in the recipient's working hours, and not too often, where the workspace wants it. */
import type { Subject } from './subject.ts';
import { isTimeZone, zonesOfCountry } from './timeZones.ts';
import { aheadOfUtcMs, type Calendar, MAX_WORKLESS_DAYS, nextMomentOfAll, type WorkingHours } from './workingHours.ts';

/** The hours are by the recipient's clocks. */
export interface SendWindow {
  hours: WorkingHours;
}

/** How many emails at most, of all reps and triggers together; what is absent is not bounded. A day is 24 hours, a week 7 days, up to the moment of sending. */
export interface Caps {
  perContactPerDay?: number;
  perContactPerWeek?: number;
  perRepPerDay?: number;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Over how long each cap counts. */
export const CAP_PERIODS_MS: Readonly<Record<keyof Caps, number>> = {
  perContactPerDay: DAY_MS,
  perContactPerWeek: 7 * DAY_MS,
  perRepPerDay: DAY_MS,
};

/** What a workspace has chosen. */
export interface SendingRules {
  sendWindow?: SendWindow;
  caps?: Caps;
  /** The workspace's own: for recipients of whom nothing is known. */
  timeZone: string;
}

/** Where the recipient's clocks are. */
export interface Place {
  /**
   * As they were told, known to anybody or not. Several where only his country is known, and its clocks show several times: he
   * is at work when people are in all of them. None where nobody knows the country.
   */
  timeZones: readonly string[];
  /** ISO 3166-1: whose public holidays are free; as it was told. */
  country?: string;
}

/**
 * The contact's own time zone, else the one of his country, else the one of the company's, else the workspace's.
 *
 * @param recipient whom the email goes to, in lower case: of somebody else than the contact, what the CRM says of the contact is
 * not true
 */
export function placeOf({ contact, company }: Subject, recipient: string | null, rules: SendingRules): Place {
  const person = isSame(contact?.email, recipient) ? contact : undefined;
  const country = person?.country ?? company?.country;
  const holidaysOf = country ?? rules.sendWindow?.hours.country;
  const timeZones =
    person?.timeZone !== undefined
      ? [person.timeZone]
      : country === undefined
        ? [rules.timeZone]
        : zonesOfCountry(country);
  return holidaysOf === undefined ? { timeZones } : { timeZones, country: holidaysOf };
}

/** Whom nobody has an address of is whoever is written to. */
function isSame(email: string | undefined, recipient: string | null): boolean {
  return email === undefined || recipient === null || email.trim().toLowerCase() === recipient;
}

/** What keeps an email waiting. */
export type WaitsFor = 'window' | 'cap';

/** When an email leaves; `timeZone` is by whose clocks people are shown it. */
export type Leave =
  /** `why`: what keeps it until then; null: nothing does. */
  | { kind: 'at'; atMs: number; timeZone: string; why: WaitsFor | null }
  /** No moment is known. `reason`: why, in words; `why`: the same, with what is left to do. */
  | { kind: 'held'; timeZone: string; reason: string; why: string };

/** What is known of where and when an email may leave. */
export interface Bounds {
  place: Place;
  /** The workspace's own: for showing a moment where none of the place's is known. */
  timeZone: string;
  /** From when on the caps are free, in epoch milliseconds; absent: they are. */
  freeFromMs?: number;
  /** One for each of the place's time zones; absent: any hour is a good one. */
  calendars?: readonly Calendar[];
}

/**
 * The first moment at which it may leave: a working one, and one at which the caps are free.
 *
 * @param fromMs not before
 */
export function leaveAt(fromMs: number, { place, timeZone, freeFromMs = fromMs, calendars }: Bounds): Leave {
  const freeMs = Math.max(fromMs, freeFromMs);
  const shownIn = place.timeZones.find(isTimeZone) ?? timeZone;
  const unknown = calendars === undefined ? undefined : unknownOf(place);
  const atMs = calendars === undefined ? freeMs : unknown === undefined ? nextMomentOfAll(calendars, freeMs) : null;
  if (atMs === null) {
    const reason = unknown ?? workless(place);
    const told = place.timeZones[0] ?? timeZone;
    return { kind: 'held', timeZone: told, reason, why: `${reason}: send it now anyway, or cancel it` };
  }
  const why = freeMs > fromMs ? 'cap' : atMs > fromMs ? 'window' : null;
  return { kind: 'at', atMs, timeZone: furthestBack(place.timeZones, atMs) ?? shownIn, why };
}

function unknownOf({ timeZones, country }: Place): string | undefined {
  if (timeZones.length === 0) return `nobody knows the country "${country}"`;
  const unknown = timeZones.find((zone) => !isTimeZone(zone));
  return unknown === undefined ? undefined : `nobody knows the contact's time zone "${unknown}"`;
}

function workless({ timeZones, country }: Place): string {
  return timeZones.length > 1
    ? `it is never working time by all the clocks of ${country}`
    : `the contact has no working hours within ${MAX_WORKLESS_DAYS} days`;
}

/** Of several the one whose day begins last: it is waited for. */
function furthestBack(timeZones: readonly string[], atMs: number): string | undefined {
  if (timeZones.length < 2) return undefined;
  const clocks = timeZones.map((timeZone) => ({ timeZone, aheadMs: aheadOfUtcMs(timeZone, atMs) }));
  return clocks.sort((a, b) => a.aheadMs - b.aheadMs)[0]?.timeZone;
}
