import type { ActionSummary } from '../api/client.ts';
import type { Decisions } from '../decide/decisions.ts';

/**
 * Decisions that move on to the next card at once: wherever they are taken, the list is where one goes on. What comes
 * from the edit form stays until it is done, as the form shows what is wrong with it.
 */
export function guided(decisions: Decisions, moveOn: (from: ActionSummary) => void): Decisions {
  return {
    ...decisions,
    async approve(action, options) {
      if (options?.params === undefined) {
        moveOn(action);
        return decisions.approve(action, options);
      }
      const result = await decisions.approve(action, options);
      if (result.kind === 'done') moveOn(action);
      return result;
    },
    cancel(action, reason) {
      moveOn(action);
      return decisions.cancel(action, reason);
    },
    snooze(action, until) {
      if (until !== null) moveOn(action);
      return decisions.snooze(action, until);
    },
  };
}
