/** Who is to be told what of an action that waits, and when. Pure. */
import type { Urgency } from '../domain/actionTypes.ts';
import type { ActionState } from '../domain/decide.ts';
import {
  BEFORE_EXECUTION_MS,
  ESCALATE_MS,
  type NoticeKind,
  type NotificationChoices,
  REMIND_MS,
} from '../domain/notifications.ts';
import { type Calendar, isWorkingMoment, lastWorkingMoment, nextWorkingMoment } from '../domain/workingHours.ts';

export interface Notice {
  kind: NoticeKind;
  userId: string;
  /** Epoch milliseconds; what has passed is told now. */
  atMs: number;
}

/** Somebody who can be told. */
export interface Listener {
  userId: string;
  choices: Required<NotificationChoices>;
  calendar: Calendar;
}

export interface Listeners {
  /** Whoever decides on it now: the rep, or who covers for him. */
  deciders: readonly Listener[];
  /** Null: there is none, or the rep wants him told of nothing. */
  manager: Listener | null;
}

export interface NoticedAction {
  state: ActionState;
  urgency: Urgency;
}

/** All that is told of an action as it stands, the earliest first. What has been decided calls for nothing. */
export function noticesOf(action: NoticedAction, { deciders, manager }: Listeners): Notice[] {
  const { state } = action;
  if (state.standing.kind !== 'open') return [];
  const notices = deciders.flatMap((decider) => noticesTo(decider, action));
  if (manager !== null && manager.choices.by !== 'none') {
    const atMs = decent(manager.calendar, state.expiresAtMs - ESCALATE_MS, state);
    notices.push({ kind: 'escalation', userId: manager.userId, atMs });
  }
  return notices.sort((one, other) => one.atMs - other.atMs);
}

function noticesTo({ userId, choices, calendar }: Listener, { state, urgency }: NoticedAction): Notice[] {
  if (choices.by === 'none') return [];
  const notices: Notice[] = [];
  const isUrgent = urgency === 'high';
  if (choices.atOnce === 'all' || (choices.atOnce === 'urgent' && isUrgent)) {
    notices.push({ kind: 'new', userId, atMs: state.createdAtMs });
  }
  if (!choices.reminders) return notices;
  notices.push({ kind: 'reminder', userId, atMs: decent(calendar, state.expiresAtMs - REMIND_MS, state) });
  const { autoExecuteAtMs } = state;
  if (isUrgent && autoExecuteAtMs !== null) {
    const atMs = decent(calendar, autoExecuteAtMs - BEFORE_EXECUTION_MS, { ...state, expiresAtMs: autoExecuteAtMs });
    notices.push({ kind: 'before_execution', userId, atMs });
  }
  return notices;
}

/** The moment itself within working hours, else their next beginning before the deadline, else their last end; never before the action was. */
function decent(
  calendar: Calendar,
  wantedMs: number,
  { createdAtMs, expiresAtMs }: Pick<ActionState, 'createdAtMs' | 'expiresAtMs'>,
): number {
  const fromMs = Math.max(wantedMs, createdAtMs);
  if (isWorkingMoment(calendar, fromMs)) return fromMs;
  const nextMs = nextWorkingMoment(calendar, fromMs);
  if (nextMs !== null && nextMs < expiresAtMs) return nextMs;
  return Math.max(lastWorkingMoment(calendar, fromMs) ?? fromMs, createdAtMs);
}

/** When somebody was last told of an action, or has looked at it, by his id. Epoch milliseconds. */
export type LastKnown = ReadonlyMap<string, number>;

/**
 * What is to be told now, to each the most pressing alone, and when to look again; null: never. Whoever was told or has looked at it since
 * a notice's moment knows.
 */
export function dueNotices(
  notices: readonly Notice[],
  known: LastKnown,
  nowMs: number,
): { due: Notice[]; nextMs: number | null } {
  const open = notices.filter(({ userId, atMs }) => (known.get(userId) ?? Number.NEGATIVE_INFINITY) < atMs);
  const due = new Map<string, Notice>();
  for (const notice of open) {
    if (notice.atMs <= nowMs && rank(notice) >= rank(due.get(notice.userId))) due.set(notice.userId, notice);
  }
  const later = open.filter(({ atMs }) => atMs > nowMs).map(({ atMs }) => atMs);
  return { due: [...due.values()], nextMs: later.length === 0 ? null : Math.min(...later) };
}

const PRESSING: readonly NoticeKind[] = ['new', 'escalation', 'reminder', 'before_execution'];

function rank(notice: Notice | undefined): number {
  return notice === undefined ? -1 : PRESSING.indexOf(notice.kind);
}
