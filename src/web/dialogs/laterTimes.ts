/** For which moments an action can be approved. Free of DOM and React. */
import { isTimeZone, zonesOfCountry } from '../../domain/timeZones.ts';
import type { ActionSummary } from '../api/client.ts';
import { type SnoozeChoice, snoozeTimes } from './snoozeTimes.ts';

/** As far from its creation as the API lets an action be put off. */
const MAX_LATER_MS = 30 * 86_400_000;

type Aimed = Pick<ActionSummary, 'actionType' | 'subject'>;

/** By whose clocks an action is put off (IANA): the contact's where they matter and are known, else one's own. */
export function zoneOf(action: Aimed, own: string): string {
  return contactsZoneOf(action) ?? own;
}

/** Of an email the contact's, by time zone or by a country that has only one; null: unknown, or it reaches no contact. */
export function contactsZoneOf({ actionType, subject }: Aimed): string | null {
  if (actionType !== 'send_email') return null;
  const { timeZone, country = subject.company?.country } = subject.contact ?? {};
  if (timeZone !== undefined) return isTimeZone(timeZone) ? timeZone : null;
  const [zone, ...others] = country === undefined ? [] : zonesOfCountry(country);
  return zone === undefined || others.length > 0 ? null : zone;
}

/** What is offered: mornings at nine there, as far as the action may be put off. RFC 3339. */
export function laterTimes(
  { createdAt }: Pick<ActionSummary, 'createdAt'>,
  nowMs: number,
  timeZone: string,
): [choice: SnoozeChoice, time: string][] {
  const latestMs = Date.parse(createdAt) + MAX_LATER_MS;
  return snoozeTimes(nowMs, timeZone).filter(([, time]) => Date.parse(time) <= latestMs);
}

/** What is wrong with a moment that was chosen. @param time RFC 3339; empty: not filled in */
export function checkLater(
  time: string,
  { createdAt }: Pick<ActionSummary, 'createdAt'>,
  nowMs: number,
): 'missing' | 'past' | 'tooLate' | null {
  if (time === '') return 'missing';
  if (Date.parse(time) <= nowMs) return 'past';
  return Date.parse(time) > Date.parse(createdAt) + MAX_LATER_MS ? 'tooLate' : null;
}
