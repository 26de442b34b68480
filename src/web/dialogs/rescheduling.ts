/** Which times a reschedule asks for, checked by the API's rules before it is asked. Free of DOM and React. */
import { MAX_SCHEDULE_MS, rescheduled } from '../../domain/decide.ts';
import type { ActionSummary } from '../api/client.ts';
import type { NewTimes } from '../decide/decisions.ts';
import { fromLocal } from '../edit/localTime.ts';
import { morningIn } from './snoozeTimes.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const AUTO_CHOICES = ['keep', 'hour', 'tomorrow', 'chosen', 'hold'] as const;
export const EXPIRY_CHOICES = ['keep', 'threeDays', 'sevenDays', 'chosen'] as const;

/** What the dialog's fields hold; the chosen times as inputs of type datetime-local have them. */
export interface ScheduleForm {
  auto: (typeof AUTO_CHOICES)[number];
  autoAt: string;
  expiry: (typeof EXPIRY_CHOICES)[number];
  expiryAt: string;
}

export type ScheduleError = 'missing' | 'past' | 'tooLate' | 'notBeforeExpiry' | 'nothing';

/** By the field that it stands beside. */
export type ScheduleErrors = Partial<Record<keyof NewTimes, ScheduleError>>;

export type Checked = { ok: true; times: NewTimes } | { ok: false; errors: ScheduleErrors };

type Times = Pick<ActionSummary, 'autoExecuteAt' | 'expiresAt' | 'createdAt'>;

/** The new times, or what is wrong with what was filled in. @param timeZone IANA: the user's */
export function checkSchedule(action: Times, form: ScheduleForm, nowMs: number, timeZone: string): Checked {
  const times = timesOf(action, form, nowMs, timeZone);
  if (Object.keys(times).length === 0) return { ok: false, errors: { expiresAt: 'nothing' } };
  const errors: ScheduleErrors = {
    ...errorAt('autoExecuteAt', times.autoExecuteAt, action, nowMs),
    ...errorAt('expiresAt', times.expiresAt, action, nowMs),
  };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  if (isInOrder(action, times)) return { ok: true, times };
  const field = times.autoExecuteAt === undefined ? 'expiresAt' : 'autoExecuteAt';
  return { ok: false, errors: { [field]: 'notBeforeExpiry' } };
}

/** What stays as it is is left out; a time that is not filled in is empty. */
function timesOf(action: Times, form: ScheduleForm, nowMs: number, timeZone: string): NewTimes {
  const automatic = {
    keep: () => undefined,
    hour: () => new Date(nowMs + HOUR_MS).toISOString(),
    tomorrow: () => morningIn(1, nowMs, timeZone),
    chosen: () => fromLocal(form.autoAt, timeZone),
    hold: () => null,
  };
  const expiry = {
    keep: () => undefined,
    threeDays: () => later(action.expiresAt, 3),
    sevenDays: () => later(action.expiresAt, 7),
    chosen: () => fromLocal(form.expiryAt, timeZone),
  };
  // Where nothing executes by itself there is nothing to move.
  const autoExecuteAt = action.autoExecuteAt === null ? undefined : automatic[form.auto]();
  const expiresAt = expiry[form.expiry]();
  return {
    ...(autoExecuteAt === undefined ? {} : { autoExecuteAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function later(time: string, days: number): string {
  return new Date(Date.parse(time) + days * DAY_MS).toISOString();
}

function errorAt(
  field: keyof NewTimes,
  time: string | null | undefined,
  { createdAt }: Times,
  nowMs: number,
): ScheduleErrors {
  if (time === undefined || time === null) return {};
  if (time === '') return { [field]: 'missing' };
  if (Date.parse(time) <= nowMs) return { [field]: 'past' };
  return Date.parse(time) > Date.parse(createdAt) + MAX_SCHEDULE_MS ? { [field]: 'tooLate' } : {};
}

function isInOrder(action: Times, times: NewTimes): boolean {
  const before = {
    autoExecuteAtMs: action.autoExecuteAt === null ? null : Date.parse(action.autoExecuteAt),
    expiresAtMs: Date.parse(action.expiresAt),
  };
  const { autoExecuteAtMs, expiresAtMs } = rescheduled(before, times);
  return autoExecuteAtMs === null || autoExecuteAtMs < expiresAtMs;
}
