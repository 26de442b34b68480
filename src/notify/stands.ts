/** Where an action stands, when it acts by itself, and what became of it, in sentences. Pure. */
import { failuresInWords, reasonInWords, states } from '../domain/words/states.ts';
import { verbs } from '../domain/words/verbs.ts';
import type { CardAction } from './cardAction.ts';
import { type Moments, momentsFor } from './moments.ts';

export function standsInWords(action: CardAction, { at }: Moments): string[] {
  const { actionType, state, deciderName } = action;
  const { standing } = state;
  const by = deciderName ?? '';
  switch (standing.kind) {
    case 'open':
      return [states.waiting, ...leaveInWords(action), nextInWords(action, at)];
    case 'scheduled': {
      const { executesAt, waits } = standing.approval;
      const when =
        waits === undefined ? at(executesAt, { withSeconds: true }) : theirMoment(executesAt, waits.timeZone);
      return [
        `${by === '' ? 'Approved' : `Approved by ${by}`}. ${verbs[actionType].doing} on ${when}, until then it can be undone`,
      ];
    }
    case 'executing':
      return [
        standing.decision.command === 'auto_execute'
          ? states.executing(actionType)
          : states.approved(actionType, by, null),
      ];
    case 'closed':
      return [`${endInWords(action, by)} · ${at(action.updatedAt)}`, ...moreInWords(action)];
  }
}

/** By the recipient's clocks: whoever approves in the evening sees that it is nobody's night. */
function theirMoment(time: Date | string, timeZone: string): string {
  return `${momentsFor({ locale: 'en-GB', timeZone }).at(time)} (${timeZone})`;
}

function leaveInWords({ leave }: CardAction): string[] {
  if (leave === null) return [];
  if (leave.kind === 'held') return [`Cannot leave: ${leave.why}`];
  return [`Once approved it leaves ${theirMoment(new Date(leave.atMs), leave.timeZone)}`];
}

function nextInWords({ state: { autoExecuteAtMs, expiresAtMs } }: CardAction, at: Moments['at']): string {
  return autoExecuteAtMs === null
    ? `Expires ${at(new Date(expiresAtMs))}`
    : `Executes by itself ${at(new Date(autoExecuteAtMs))}`;
}

function endInWords({ actionType, state: { standing } }: CardAction, by: string): string {
  if (standing.kind !== 'closed') return '';
  switch (standing.outcome) {
    case 'executed':
      return standing.decision.command === 'auto_execute'
        ? states.executedByItself(actionType)
        : states.executed(actionType, by);
    case 'cancelled':
      return states.cancelled(by);
    case 'expired':
      return states.expired;
    case 'failed':
      return states.failed;
  }
}

function moreInWords({ state: { standing }, cancelReason, failure }: CardAction): string[] {
  if (standing.kind !== 'closed') return [];
  if (standing.outcome === 'cancelled')
    return cancelReason === null || cancelReason === '' ? [] : [reasonInWords(cancelReason)];
  if (standing.outcome !== 'failed' || failure === null) return [];
  return [failure.message, failuresInWords[failure.kind] ?? ''].filter((part) => part !== '');
}
