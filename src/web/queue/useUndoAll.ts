import type { ActionSummary } from '../api/client.ts';
import type { Decisions } from '../decide/decisions.ts';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';

/** Undoes approvals together, and tells how many; nothing where there are none. */
export function useUndoAll(decisions: Decisions): (actions: ActionSummary[]) => void {
  const undo = async (actions: ActionSummary[]) => {
    const results = await decisions.bulk('undo', actions);
    // Of what could not be sent or got no answer the person has been told.
    if (results === null || results.length === 0) return;
    const done = results.filter(({ outcome }) => outcome === 'done').length;
    notify({ kind: 'info', text: texts.undo.undoneAll(done, results.length - done) });
  };
  return (actions) => {
    if (actions.length > 0) void undo(actions);
  };
}
