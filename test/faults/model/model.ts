/** What an action's life should be, as simple as it can be said: no clock, no workflow, no ledger. */
import type { Status } from '../../../src/domain/lifecycle.ts';

/** What the other side does with an action's effect; its subject says it, so that edits change it. */
export const EFFECTS = ['taken', 'refused', 'doubtful'] as const;
export type Effect = (typeof EFFECTS)[number];

export interface ModelAction {
  id: string;
  workflowId: string;
  /** Of the situations in play. */
  situation: number;
  status: Status;
  version: number;
  /** Approved, with its window still open. */
  scheduled: boolean;
  /** Executes by itself when its time comes. */
  automatic: boolean;
  effect: Effect;
  failure?: 'permanent' | 'unconfirmed';
  retried: boolean;
}

export interface Model {
  actions: ModelAction[];
}

export function pendingOf({ actions }: Model, situation: number): ModelAction | undefined {
  return actions.find((action) => action.situation === situation && action.status === 'pending');
}

/** What becomes of an action that is carried out. */
export function execute(action: ModelAction): void {
  action.scheduled = false;
  if (action.effect === 'taken') {
    action.status = 'executed';
    return;
  }
  action.status = 'failed';
  action.failure = action.effect === 'refused' ? 'permanent' : 'unconfirmed';
}

/** What becomes of an action when all its time has passed. */
export function runOut(action: ModelAction): void {
  if (action.status !== 'pending') return;
  if (action.scheduled || action.automatic) execute(action);
  else action.status = 'expired';
}
