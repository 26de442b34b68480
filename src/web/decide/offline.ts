import { offlineProblem } from '../api/client.ts';
import { isOnline } from '../shell/connection.ts';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';

/** Whether a decision can be sent; where it cannot, the person is told so, and nothing else is to change. */
export function canSend(): boolean {
  if (isOnline()) return true;
  notify({ kind: 'info', text: texts.problem(offlineProblem) });
  return false;
}
