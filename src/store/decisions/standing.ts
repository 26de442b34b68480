import type { ActionState, Decision, Standing } from '../../domain/decide.ts';
import { isOutcome } from '../../domain/lifecycle.ts';
import type { ActionRow } from '../database/schema.ts';

/** What a row says, as the decision function sees it. */
export function stateOf(row: ActionRow): ActionState {
  return {
    version: row.version,
    changes: row.changes,
    autoExecuteAtMs: row.auto_execute_at?.getTime() ?? null,
    expiresAtMs: row.expires_at.getTime(),
    createdAtMs: row.created_at.getTime(),
    standing: standingOf(row),
  };
}

function standingOf(row: ActionRow): Standing {
  const { status, executing_at, scheduled_approval: approval } = row;
  if (isOutcome(status)) return { kind: 'closed', outcome: status, decision: decisionOn(row) };
  if (status === 'approved' || executing_at !== null) return { kind: 'executing', decision: decisionOn(row) };
  return approval === null ? { kind: 'open' } : { kind: 'scheduled', approval };
}

/** What was decided on a row; one that failed without a decision is told by its status. */
export function decisionOn(row: ActionRow): Decision {
  return {
    command: row.decision ?? row.status,
    by: row.decided_by,
    channel: row.decision_channel ?? 'system',
    at: (row.decided_at ?? row.updated_at).toISOString(),
  };
}
