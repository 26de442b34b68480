/** What somebody wants to be told of his actions, and how. */
import type { Urgency } from './actionTypes.ts';

export const AT_ONCE = ['all', 'urgent', 'none'] as const;
export const TOLD_BY = ['slack', 'email', 'none'] as const;

/** What one user, or a workspace for its users, has chosen; what is absent is inherited. */
export interface NotificationChoices {
  /** Of which new actions he is told at once. */
  atOnce?: (typeof AT_ONCE)[number];
  /** Whether what waits is told each morning. */
  digest?: boolean;
  /** Whether he is reminded before an action expires, or an urgent one executes by itself. */
  reminders?: boolean;
  /** Whether his manager is told of what is about to expire. */
  escalation?: boolean;
  /** Where. In Slack only who is found there; others are told by email. `none`: not at all. */
  by?: (typeof TOLD_BY)[number];
}

const DEFAULTS = {
  atOnce: 'urgent',
  digest: true,
  reminders: true,
  escalation: false,
  by: 'slack',
} as const satisfies NotificationChoices;

/** What holds for a user: his own choice, else the workspace's, else ours. */
export function notificationsOf(user: WithChoices, workspace: WithChoices): Required<NotificationChoices> {
  return { ...DEFAULTS, ...workspace.notifications, ...user.notifications };
}

interface WithChoices {
  notifications?: NotificationChoices;
}

/** A reminder comes so long before the expiry. */
export const REMIND_MS = 24 * 60 * 60_000;
/** The manager is told so long before it. */
export const ESCALATE_MS = 4 * 60 * 60_000;
/** Of an urgent action that executes by itself he is told so long before. */
export const BEFORE_EXECUTION_MS = 15 * 60_000;

/**
 * What somebody is told of an action that waits. `before_execution`: an urgent one is about to execute by itself. `escalation`: the
 * manager's, of what is about to expire.
 */
export const NOTICE_KINDS = ['new', 'reminder', 'before_execution', 'escalation'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** So long nobody looks whether somebody is to be told of a new action, unless at once: most are decided by then. */
const FIRST_LOOK_MS = 60 * 60_000;

/** When it is first looked at whom a new action is to be told. */
export function firstLookAt(createdAt: Date, urgency: Urgency, { atOnce }: Required<NotificationChoices>): Date {
  const isAtOnce = atOnce === 'all' || (atOnce === 'urgent' && urgency === 'high');
  return isAtOnce ? createdAt : new Date(createdAt.getTime() + FIRST_LOOK_MS);
}
