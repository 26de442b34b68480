import type { Actor } from '../../domain/actor.ts';
import type { Status } from '../../domain/lifecycle.ts';
import { isByPerson, type PastAction } from './pastAction.ts';

interface Step {
  command: string;
  by: string | null;
  channel: Actor['channel'];
  at: Date;
  from?: Status;
  to?: Status;
  version: number;
  message?: string;
}

/** The entries of a past action's trail, as if its decisions had been taken here: the demonstration's history shows them. */
export function pastTrail(actionId: string, past: PastAction) {
  return stepsOf(past).map(({ from, to, message, ...step }) => ({
    ...step,
    workspace_id: past.workspaceId,
    action_id: actionId,
    command_id: step.command,
    from_status: from ?? null,
    to_status: to ?? null,
    message: message ?? null,
  }));
}

function stepsOf(past: PastAction): Step[] {
  const { decision, outcome, userId, createdAt, decidedAt, endedAt } = past;
  const system = { by: null, channel: 'system' } as const;
  const decider = isByPerson(past)
    ? ({ by: userId, channel: 'web' } as const)
    : ({ by: null, channel: 'timer' } as const);
  const version = past.sentParams === undefined ? 1 : 2;
  const steps: Step[] = [{ ...system, command: 'create', at: createdAt, to: 'pending', version: 1 }];
  if (past.sentParams !== undefined) steps.push({ ...decider, command: 'edit', at: decidedAt, version });
  const decided = { ...decider, command: decision, at: decidedAt, version };
  if (outcome === 'cancelled' || outcome === 'expired') {
    return [...steps, { ...decided, from: 'pending', to: outcome, message: past.cancelReason }];
  }
  const begun: Status = decision === 'approve' ? 'approved' : 'pending';
  steps.push(decision === 'approve' ? { ...decided, from: 'pending', to: 'approved' } : decided);
  const command = outcome === 'failed' ? 'fail' : 'execute';
  return [
    ...steps,
    { ...system, command, at: endedAt, from: begun, to: outcome, version, message: past.failure?.message },
  ];
}
