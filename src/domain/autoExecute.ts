import type { ActionType } from './actionTypes.ts';
import { EXPIRY_MS } from './lifecycle.ts';
import type { NotificationChoices } from './notifications.ts';
import type { Caps, SendWindow } from './sendingRules.ts';
import { TRIGGER_ACTION_MAP, type TriggerType } from './triggers.ts';
import { DEFAULT_WORKING_HOURS, type WorkingHours } from './workingHours.ts';

export const DEFAULT_DELAY_MINUTES = 30;
export const MAX_DELAY_MINUTES = 10_000;

export interface AutoExecuteRule {
  enabled: boolean;
  autoExecuteDelayMinutes: number;
}

/** What one user, or a workspace for its users, has chosen; what is absent is inherited. */
export interface Settings {
  autoExecute?: { [type in ActionType]?: AutoExecuteRule };
  /** Overrides of TRIGGER_ACTION_MAP; `off` makes no action of that trigger. */
  triggerActions?: { [type in TriggerType]?: ActionType | 'off' };
  /** How long an approval from the screen can be undone. */
  undoSeconds?: { [type in ActionType]?: number };
  notifications?: NotificationChoices;
  /** When somebody is at work, by his own clocks: he is reminded then. */
  workingHours?: WorkingHours;
}

/** What a workspace has chosen: defaults for its users, and what holds for all of them. */
export interface WorkspaceSettings extends Settings {
  /** Emails to contacts leave in the recipient's working hours; absent: at any hour. */
  sendWindow?: SendWindow;
  /** How many emails leave at most; absent: as many as are approved. */
  caps?: Caps;
  /** Whether managers and admins see insights by person; absent: only of all together. */
  insightsByPerson?: boolean;
}

/** What of it administrators alone set: when and how much is sent to contacts, and who is watched. The rest managers set as well. */
export const ONLY_ADMINS_SET = [
  'sendWindow',
  'caps',
  'insightsByPerson',
] as const satisfies (keyof WorkspaceSettings)[];

/** What has been sent cannot be taken back; everything else can be put right where it was made. */
const DEFAULT_UNDO_SECONDS: Readonly<Record<ActionType, number>> = {
  send_email: 10,
  draft_email: 0,
  create_followup_task: 0,
  log_touch: 0,
  notify_rep: 0,
};

/** The undo window of one user's approvals: his own, else the workspace's, else 10 s for emails. */
export function undoSecondsOf(user: Settings, workspace: Settings, actionType: ActionType): number {
  return user.undoSeconds?.[actionType] ?? workspace.undoSeconds?.[actionType] ?? DEFAULT_UNDO_SECONDS[actionType];
}

/** When a user is at work: as he has it, else the workspace, else as offices have it. */
export function workingHoursOf(user: Settings, workspace: Settings): WorkingHours {
  return user.workingHours ?? workspace.workingHours ?? DEFAULT_WORKING_HOURS;
}

/** The rule that holds for one action type: the user's, else the workspace's, else off. */
export function autoExecuteRule(user: Settings, workspace: Settings, actionType: ActionType): AutoExecuteRule {
  return (
    user.autoExecute?.[actionType] ??
    workspace.autoExecute?.[actionType] ?? { enabled: false, autoExecuteDelayMinutes: DEFAULT_DELAY_MINUTES }
  );
}

/** The action a trigger proposes where it names none itself. */
export function defaultAction(user: Settings, workspace: Settings, triggerType: TriggerType): ActionType | 'off' {
  return (
    user.triggerActions?.[triggerType] ?? workspace.triggerActions?.[triggerType] ?? TRIGGER_ACTION_MAP[triggerType]
  );
}

export interface Deadlines {
  expiresAt: Date;
  autoExecuteAt: Date | null;
}

/** The deadlines of an action made now. The automatic execution always lies before the expiry. */
export function deadlines(createdAt: Date, rule: AutoExecuteRule): Deadlines {
  const createdAtMs = createdAt.getTime();
  const delayMs = Math.min(rule.autoExecuteDelayMinutes, MAX_DELAY_MINUTES) * 60_000;
  return {
    expiresAt: new Date(createdAtMs + EXPIRY_MS),
    autoExecuteAt: rule.enabled ? new Date(createdAtMs + delayMs) : null,
  };
}
