/** What waits for somebody, told once in the morning: first what leaves by itself today, then by deal. Pure. */
import { actionTypes, triggers } from '../domain/words/names.ts';
import { type Calendar, isWorkingMoment } from '../domain/workingHours.ts';
import type { CardAction } from './cardAction.ts';
import { momentsFor, type Reader } from './moments.ts';

/** A digest that could not be sent in the first hours is not sent any more: the day is no morning by then. */
const MORNING_MS = 4 * 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Whether it is somebody's morning: his day's work began within the last hours. */
export function isMorning(calendar: Calendar, nowMs: number): boolean {
  return isWorkingMoment(calendar, nowMs) && !isWorkingMoment(calendar, nowMs - MORNING_MS);
}

/** `YYYY-MM-DD`, as the clocks there show. @param timeZone IANA */
export function localDateOf(nowMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(nowMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

export interface DigestLine {
  actionId: string;
  /** "Urgent · Send email: Review the Acme deal". */
  text: string;
  /** When it acts, or ends. */
  when: string;
}

export interface DigestGroup {
  title: string;
  lines: DigestLine[];
}

export interface Digest {
  /** How many wait in all; those that are not listed among them. */
  total: number;
  groups: DigestGroup[];
}

export interface WaitingAction extends CardAction {
  /** Whether the reader has looked at it. */
  isSeen: boolean;
}

export interface DigestOptions {
  nowMs: number;
  /** How many wait in all. */
  total: number;
  /** Whether what was looked at already is left out, where it does nothing by itself today. */
  onlyUnseen: boolean;
}

/** @returns undefined where there is nothing to say */
export function digestOf(
  actions: readonly WaitingAction[],
  reader: Reader & { userId: string },
  { nowMs, total, onlyUnseen }: DigestOptions,
): Digest | undefined {
  const today = localDateOf(nowMs, reader.timeZone);
  const leaves = ({ state: { autoExecuteAtMs } }: WaitingAction) =>
    autoExecuteAtMs !== null && localDateOf(autoExecuteAtMs, reader.timeZone) === today;
  const leaving = actions
    .filter(leaves)
    .sort((one, other) => (one.state.autoExecuteAtMs ?? 0) - (other.state.autoExecuteAtMs ?? 0));
  const others = actions.filter((action) => !leaves(action) && !(onlyUnseen && action.isSeen));
  if (leaving.length + others.length === 0) return undefined;
  const toLine = (action: WaitingAction) => lineOf(action, reader, nowMs);
  const byDeal = new Map<string, WaitingAction[]>();
  for (const action of others) byDeal.set(titleOf(action), [...(byDeal.get(titleOf(action)) ?? []), action]);
  return {
    total,
    groups: [
      ...(leaving.length === 0 ? [] : [{ title: 'Leaves by itself today', lines: leaving.map(toLine) }]),
      ...[...byDeal].map(([title, waiting]) => ({ title, lines: waiting.map(toLine) })),
    ],
  };
}

function titleOf({ subject, triggerType }: WaitingAction): string {
  return subject.deal?.name ?? subject.company?.name ?? triggers[triggerType];
}

function lineOf(action: WaitingAction, reader: Reader & { userId: string }, nowMs: number): DigestLine {
  const { id, userId, ownerName, actionType, urgency, contextSummary, state } = action;
  const { at } = momentsFor(reader);
  const { autoExecuteAtMs, expiresAtMs } = state;
  const marks = [urgency === 'high' ? 'Urgent' : '', userId === reader.userId ? '' : ownerName];
  const expires = expiresAtMs - nowMs <= DAY_MS ? `expires ${at(new Date(expiresAtMs))}` : '';
  return {
    actionId: id,
    text: [...marks.filter((mark) => mark !== ''), `${actionTypes[actionType]}: ${contextSummary}`].join(' · '),
    when: autoExecuteAtMs === null ? expires : `executes by itself ${at(new Date(autoExecuteAtMs))}`,
  };
}
