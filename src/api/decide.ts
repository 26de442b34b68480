/** A decision as the API takes it: authorised and decided in one transaction on the row, then told to the workflow. */
import type { FastifyBaseLogger } from 'fastify';
import type { KnownUser } from '../domain/actor.ts';
import type { AskedFor, DecisionType } from '../domain/decide.ts';
import { ActionNotFoundError } from '../domain/errors.ts';
import { hasEnded } from '../store/access/credentials.ts';
import type { Scope } from '../store/access/scope.ts';
import { type ActionDetail, findAction } from '../store/actions/actions.ts';
import type { TrailEntry } from '../store/actions/audit.ts';
import { waitFor } from '../store/database/changes.ts';
import type { ActionRow } from '../store/database/schema.ts';
import { decideAction } from '../store/decisions/decideAction.ts';
import type { ApiDeps, RouteDeps } from './deps.ts';
import { notFound, Problem } from './problems.ts';
import { explain } from './refusals.ts';
import { tellDecision } from './tellDecision.ts';

export interface DecisionToTake {
  actionId: string;
  type: DecisionType;
  /** As it came in a body. */
  asked: AskedFor;
  actor: KnownUser;
  /** The decision's id: the same for every repetition of one request. */
  commandId: string;
}

/** What was decided, as it is recorded, and the action as it is now. */
export interface Taken {
  entry: TrailEntry;
  action: ActionRow;
}

/**
 * Takes a decision on an action in the scope. It counts when this resolves, whether or not Temporal is there.
 *
 * @throws Problem not-found, unauthenticated where the credential has ended meanwhile, or saying why it was refused
 */
export async function takeDecision(deps: ApiDeps, scope: Scope, decision: DecisionToTake): Promise<Taken> {
  const { db, means, teller } = deps;
  const { actionId, type, asked, actor, commandId } = decision;
  const command = { ...known(asked), ...actor, type, id: commandId };
  const decided = await decideAction(db, actionId, command, { means, scope }).catch(async (error) => {
    if (!(error instanceof ActionNotFoundError)) throw error;
    // As in a bulk that was let in a while ago.
    if (await hasEnded(db, actor.credential)) throw new Problem('unauthenticated', 'the token or session has ended');
    throw notFound('action');
  });
  if (!decided.accepted) throw await explain(deps, scope, decided);
  teller.tell(decided.row);
  return { entry: decided.entry, action: decided.row };
}

/** Takes a decision, and counts and logs how it came out. @throws Problem as takeDecision does */
export async function decideAndTell(
  deps: RouteDeps,
  log: FastifyBaseLogger,
  scope: Scope,
  decision: DecisionToTake,
): Promise<Taken> {
  const told = { command: decision.type, actionId: decision.actionId, actor: decision.actor };
  try {
    const taken = await takeDecision(deps, scope, decision);
    tellDecision(deps, log, told);
    return taken;
  } catch (error) {
    tellDecision(deps, log, told, error);
    throw error;
  }
}

/** Without the members that were not sent: to the decider, what is there was asked for. */
function known(asked: AskedFor): AskedFor {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
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
