/** The events of /api/events as the screens use them (src/api/routes/events.ts). */
import type { ActionSummary, ActionType, Status, TriggerType } from '../api/client.ts';

export interface ActionEvent {
  actionId: string;
  userId: string;
  status: Status;
  version: number;
  actionType: ActionType;
  triggerType: TriggerType;
  contextSummary: string;
  decision: string | null;
  decidedBy: string | null;
  decidedByName: string | null;
}

/** What an event says of the card itself. */
export function changesOf({
  status,
  version,
  decision,
  decidedBy,
  decidedByName,
}: ActionEvent): Partial<ActionSummary> {
  return { status, version, decision, decidedBy, decidedByName };
}

/** Those after which the card is asked for again: they change what the event does not carry. */
export const CHANGES = ['action.edited', 'action.approval_scheduled', 'action.rescheduled', 'action.snoozed'] as const;
/** Those after which nothing waits any more. */
export const ENDINGS = [
  'action.approved',
  'action.executed',
  'action.cancelled',
  'action.expired',
  'action.failed',
] as const;

/** All that can happen to an action. */
export const ACTION_EVENTS = [
  'action.created',
  'action.waits_again',
  'action.executing',
  'action.approval_undone',
  'action.failure_handled',
  ...CHANGES,
  ...ENDINGS,
] as const;
