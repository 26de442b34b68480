import type { ActionSummary } from '../api/client.ts';
import type { Decisions } from '../decide/decisions.ts';
import { isOnline } from '../shell/connection.ts';

interface Ways {
  moveOn: (from: ActionSummary) => void;
  comeBack: (to: ActionSummary) => void;
}

/**
 * Decisions that move on to the next card at once, and undone come back to theirs: wherever they are taken, the list is
 * where one goes on. What comes from the edit form stays until it is done, as the form shows what is wrong with it; and
 * nothing moves for what cannot be sent.
 */
export function guided(decisions: Decisions, { moveOn, comeBack }: Ways): Decisions {
  return {
    ...decisions,
    async approve(action, options) {
      if (options?.params === undefined) {
        if (isOnline()) moveOn(action);
        return decisions.approve(action, options);
      }
      const result = await decisions.approve(action, options);
      if (result.kind === 'done') moveOn(action);
      return result;
    },
    cancel(action, reason) {
      if (isOnline()) moveOn(action);
      return decisions.cancel(action, reason);
    },
    snooze(action, until) {
      if (until !== null && isOnline()) moveOn(action);
      return decisions.snooze(action, until);
    },
    undo(action) {
      if (isOnline()) comeBack(action);
      return decisions.undo(action);
    },
  };
}
