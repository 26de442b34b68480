/** When an email to a contact may leave: in the recipient's working hours, and not too often, where the workspace wants it. */
import type { Subject } from './subject.ts';
import { isTimeZone, zoneOfCountry } from './timeZones.ts';
import { type Calendar, MAX_WORKLESS_DAYS, nextWorkingMoment, type WorkingHours } from './workingHours.ts';

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
  /** As it was told, known to anybody or not. */
  timeZone: string;
  /** ISO 3166-1: whose public holidays are free. */
  country?: string;
}

/** The contact's own time zone, else the one of the company's country, else the workspace's. */
export function placeOf({ contact, company }: Subject, rules: SendingRules): Place {
  const country = company?.country ?? rules.sendWindow?.hours.country;
  const timeZone =
    contact?.timeZone ??
    (company?.country === undefined ? undefined : zoneOfCountry(company.country)) ??
    rules.timeZone;
  return country === undefined ? { timeZone } : { timeZone, country };
}

/** What keeps an email waiting. */
export type WaitsFor = 'window' | 'cap';

export type Leave =
  /** `why`: what keeps it until then; null: nothing does. */
  | { kind: 'at'; atMs: number; timeZone: string; why: WaitsFor | null }
  /** No moment is known, and why, in words for the reviewer. */
  | { kind: 'held'; timeZone: string; why: string };

/**
 * The first moment at which it may leave: a working one, and one at which the caps are free.
 *
 * @param fromMs not before
 * @param freeFromMs from when on the caps are free
 * @param calendar the recipient's; undefined: any hour is a good one
 */
export function leaveAt(
  fromMs: number,
  { timeZone, freeFromMs = fromMs, calendar }: { timeZone: string; freeFromMs?: number; calendar?: Calendar },
): Leave {
  const freeMs = Math.max(fromMs, freeFromMs);
  if (calendar !== undefined && !isTimeZone(timeZone)) {
    return { kind: 'held', timeZone, why: `nobody knows the contact's time zone "${timeZone}": ${SEND_NOW}` };
  }
  const atMs = calendar === undefined ? freeMs : nextWorkingMoment(calendar, freeMs);
  if (atMs === null) {
    const why = `the contact has no working hours within ${MAX_WORKLESS_DAYS} days: ${SEND_NOW}`;
    return { kind: 'held', timeZone, why };
  }
  return { kind: 'at', atMs, timeZone, why: freeMs > fromMs ? 'cap' : atMs > fromMs ? 'window' : null };
}

const SEND_NOW = 'send it now anyway, or cancel it';
