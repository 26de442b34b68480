/**
 * A decision as the API takes it: what can be known is checked first, then the action's workflow decides, and a
 * success is answered only when the row shows it (product rules, section 6).
 */
import type { Selectable } from 'kysely';
import { type Channel, type DecisionType, RECORD_REFUSALS, type RecordRefusal } from '../domain/decide.ts';
import type { JsonObject } from '../domain/json.ts';
import { editParams } from '../domain/params/validate.ts';
import { type ActionDetail, findAction } from '../store/actions.ts';
import { findAudit } from '../store/audit.ts';
import { waitFor } from '../store/changes.ts';
import { findObstacles } from '../store/executability.ts';
import type { AuditTable } from '../store/schema.ts';
import type { Scope } from '../store/scope.ts';
import type { ApiDeps } from './deps.ts';
import { invalid, notFound, Problem } from './problems.ts';
import { alreadyDecided, explain, staleVersion } from './refusals.ts';

/** A decision as it came in a body. */
export interface Asked {
  version?: number | undefined;
  params?: JsonObject | undefined;
  reason?: string | undefined;
  undoSeconds?: number | undefined;
  autoExecuteAt?: string | null | undefined;
  expiresAt?: string | undefined;
}

export interface DecisionToTake {
  actionId: string;
  type: DecisionType;
  asked: Asked;
  channel: Channel;
  /** The decision's id: the same for every repetition of one request. */
  updateId: string;
}

/** What was decided, as it is recorded, and the action as it is now. */
export interface Taken {
  entry: Selectable<AuditTable>;
  action: ActionDetail;
}

/** How long one request waits for a worker, from its beginning. */
const DEADLINE_MS = 5_000;

/**
 * Takes a decision on an action in the scope.
 *
 * @throws Problem not-found, or saying why it was refused; decision-unconfirmed where nobody answered in time
 */
export async function takeDecision(deps: ApiDeps, scope: Scope, decision: DecisionToTake): Promise<Taken> {
  const { db, changes, starter, decider } = deps;
  const { actionId, updateId } = decision;
  const endMs = performance.now() + DEADLINE_MS;
  const leftMs = () => Math.max(0, endMs - performance.now());

  const action = await load(deps, scope, actionId);
  const earlier = await findAudit(db, actionId, updateId);
  if (earlier !== undefined) return outcomeOf(deps, scope, earlier);
  await check(deps, action, decision);

  if (action.workflowStartedAt === null) await starter.start(actionId);
  const { type, asked, channel } = decision;
  const message = { ...asked, by: scope.userId, channel };
  const reply = await decider.decide({
    ...{ actionId, workflowId: action.workflowId, type, updateId, message, deadlineMs: leftMs() },
  });
  if (reply.kind === 'refused') throw await explain(deps, scope, await load(deps, scope, actionId), reply.refusal);
  // Accepted, it is about to be recorded. Closed or unanswered, it may be recorded already: one look tells.
  const waitMs = reply.kind === 'accepted' ? leftMs() : 0;
  const entry = await waitFor(changes, actionId, waitMs, () => findAudit(db, actionId, updateId));
  if (entry !== undefined) return outcomeOf(deps, scope, entry);
  const now = await load(deps, scope, actionId);
  if (reply.kind === 'closed' && now.status !== 'pending') throw alreadyDecided(now);
  throw new Problem(
    'decision-unconfirmed',
    'it may still take effect; repeating it with the same Idempotency-Key is safe',
    { actionId, actionStatus: now.status, version: now.version },
  );
}

/** Waits until an approved action has been executed or has failed; the action as it is then, or at the deadline. */
export async function waitUntilOver(
  deps: ApiDeps,
  scope: Scope,
  actionId: string,
  waitMs: number,
): Promise<ActionDetail> {
  const over = await waitFor(deps.changes, actionId, waitMs, async () => {
    const action = await load(deps, scope, actionId);
    return action.status === 'pending' || action.status === 'approved' ? undefined : action;
  });
  return over ?? load(deps, scope, actionId);
}

async function load({ db }: ApiDeps, scope: Scope, actionId: string): Promise<ActionDetail> {
  const action = await findAction(db, scope, actionId);
  if (action === undefined) throw notFound('action');
  return action;
}

/**
 * What needs no workflow to be refused. It only spares a wait: the workflow and its activities check again, as
 * everything may change in between.
 */
async function check(deps: ApiDeps, action: ActionDetail, { type, asked }: DecisionToTake): Promise<void> {
  const { version, params } = asked;
  if (action.status !== 'pending') throw alreadyDecided(action);
  if (version !== undefined && version !== action.version) throw staleVersion(action, version);
  if (type !== 'approve' && type !== 'edit') return;
  const merged = params === undefined ? action.params : mergedParams(action, params);
  if (type !== 'approve' || action.executingAt !== null) return;
  const obstacles = await findObstacles(deps.db, executable(action, merged), deps.means);
  if (obstacles.length > 0) throw new Problem('not-executable', obstacles.join('; '), { obstacles });
}

function mergedParams({ actionType, params }: ActionDetail, patch: JsonObject): JsonObject {
  const edited = editParams(actionType, params, patch);
  if (edited.ok) return edited.params;
  throw invalid(
    edited.issues.map(({ path, message }) => ({ pointer: path, detail: message })),
    'invalid-params',
  );
}

function executable({ workspaceId, userId, actionType, crm, subject }: ActionDetail, params: JsonObject) {
  return { workspace_id: workspaceId, user_id: userId, action_type: actionType, action_params: params, crm, subject };
}

async function outcomeOf(deps: ApiDeps, scope: Scope, entry: Selectable<AuditTable>): Promise<Taken> {
  const action = await load(deps, scope, entry.action_id);
  if (entry.accepted) return { entry, action };
  const refusal = refusalOf(entry);
  if (refusal === 'stale-version') throw staleVersion(action, undefined);
  throw new Problem(refusal, entry.message ?? 'the decision could not be recorded', {
    actionStatus: action.status,
    version: action.version,
  });
}

/** Whatever is unknown here was written by another release. */
function refusalOf({ changes }: Selectable<AuditTable>): RecordRefusal['type'] {
  const type = typeof changes === 'object' && changes !== null && 'refusal' in changes ? changes.refusal : undefined;
  return RECORD_REFUSALS.find((known) => known === type) ?? 'not-executable';
}
