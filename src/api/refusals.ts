/** Refused decisions as problems, telling whoever decides later what was decided, by whom and when. */
import type { Refusal } from '../domain/decide.ts';
import type { ActionDetail } from '../store/actions.ts';
import { displayNames } from '../store/people.ts';
import type { Scope } from '../store/scope.ts';
import type { ApiDeps } from './deps.ts';
import { Problem } from './problems.ts';

/** The row has left pending. */
export function alreadyDecided(action: ActionDetail): Problem {
  const { decision, decidedBy, decidedByName, decisionChannel, decidedAt } = action;
  const command = decision ?? action.status;
  const by = decidedByName ?? decidedBy;
  const detail = `already decided: ${command}${by === null ? '' : ` by ${by}`}${decidedAt === null ? '' : ` at ${decidedAt.toISOString()}`}`;
  return new Problem('already-decided', detail, {
    decision: { command, by: decidedBy, byName: decidedByName, channel: decisionChannel, at: decidedAt },
    ...stateOf(action),
  });
}

/** @param given the version that the decision was made on, where it is known */
export function staleVersion(action: ActionDetail, given: number | undefined): Problem {
  const made = given === undefined ? '' : `the decision was made on version ${given}, `;
  const { id, status, version, params, contextSummary, urgency, updatedAt } = action;
  return new Problem('stale-version', `${made}the action is at version ${version}`, {
    ...stateOf(action),
    action: { id, status, version, params, contextSummary, urgency, updatedAt },
  });
}

/** The workflow's refusal. */
export async function explain(deps: ApiDeps, scope: Scope, action: ActionDetail, refusal: Refusal): Promise<Problem> {
  switch (refusal.type) {
    case 'already-decided':
    case 'already-executing':
    case 'approval-scheduled': {
      const { decision } = refusal;
      const names = await displayNames(deps.db, scope.workspaceId, decision.by === null ? [] : [decision.by]);
      const byName = decision.by === null ? null : (names.get(decision.by) ?? null);
      return new Problem(refusal.type, refusal.message, { decision: { ...decision, byName }, ...stateOf(action) });
    }
    case 'stale-version':
      return staleVersion(action, undefined);
    default:
      return new Problem(refusal.type, refusal.message, stateOf(action));
  }
}

/** `status` is the problem's own: the HTTP status (RFC 9457, section 3.1.2). */
function stateOf({ id, status, version }: ActionDetail) {
  return { actionId: id, actionStatus: status, version };
}
