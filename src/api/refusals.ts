/** Refused decisions as problems, telling whoever decides later what was decided, by whom and when. */
import type { Decision } from '../domain/decide.ts';
import type { Scope } from '../store/access/scope.ts';
import type { ActionDetail } from '../store/actions/actions.ts';
import type { ActionRow } from '../store/database/schema.ts';
import type { Decided } from '../store/decisions/decideAction.ts';
import { displayNames } from '../store/people/people.ts';
import type { ApiDeps } from './deps.ts';
import { invalid, Problem } from './problems.ts';

/** The problem that a refusal is answered with. */
export async function explain(
  { db }: ApiDeps,
  { workspaceId }: Scope,
  { row, refusal, details = {} }: Extract<Decided, { accepted: false }>,
): Promise<Problem> {
  if ('decision' in refusal) {
    const { decision, type, message } = refusal;
    const names = await displayNames(db, workspaceId, decision.by === null ? [] : [decision.by]);
    const byName = decision.by === null ? null : (names.get(decision.by) ?? null);
    // Whoever reads it knows people by their names.
    const words = type === 'already-decided' ? inWords(decision, byName) : message;
    return new Problem(type, words, { decision: { ...decision, byName }, ...stateOf(row) });
  }
  if (refusal.type === 'stale-version') return staleVersion(row, refusal.message);
  if (refusal.type === 'invalid-params' && details.issues !== undefined) {
    return invalid(
      details.issues.map(({ path, message }) => ({ pointer: path, detail: message })),
      'invalid-params',
    );
  }
  return new Problem(refusal.type, refusal.message, {
    obstacles: details.obstacles,
    ...stateOf(row),
  });
}

/** The action has left pending, and the caller wanted something that only a pending one takes. */
export function alreadyDecided(action: ActionDetail): Problem {
  const { id, status, version, decision, decidedBy, decidedByName, decisionChannel, decidedAt, updatedAt } = action;
  const made: Decision = {
    command: decision ?? status,
    by: decidedBy,
    channel: decisionChannel ?? 'system',
    at: (decidedAt ?? updatedAt).toISOString(),
  };
  return new Problem('already-decided', inWords(made, decidedByName), {
    decision: { ...made, byName: decidedByName },
    actionId: id,
    actionStatus: status,
    version,
  });
}

function inWords({ command, by, at }: Decision, byName: string | null): string {
  const who = byName ?? by;
  return `already decided: ${command}${who === null ? '' : ` by ${who}`} at ${at}`;
}

function staleVersion(row: ActionRow, message: string): Problem {
  const { id, status, version, action_params: params, context_summary: contextSummary, urgency, updated_at } = row;
  return new Problem('stale-version', message, {
    ...stateOf(row),
    action: { id, status, version, params, contextSummary, urgency, updatedAt: updated_at },
  });
}

/** `status` is the problem's own: the HTTP status (RFC 9457, section 3.1.2). */
function stateOf({ id, status, version }: ActionRow) {
  return { actionId: id, actionStatus: status, version };
}
