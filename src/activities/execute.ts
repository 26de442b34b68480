/**
 * One attempt at an action's effect, between its claim and its record: the same for every action type.
 *
 * Temporal is the only retrier: a transient failure is thrown, and the next attempt starts over at the ledger.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { EARLY_MS } from '../domain/decide.ts';
import { DeliveryError, type DeliveryResult, type Effect, type Failure } from '../domain/delivery.ts';
import { ActionNotFoundError, ClaimLostError } from '../domain/errors.ts';
import type { Outcome } from '../domain/lifecycle.ts';
import type { Log } from '../log.ts';
import type { Db } from '../store/database/db.ts';
import type { ActionRow } from '../store/database/schema.ts';
import type { SendingMeans } from '../store/decisions/executability.ts';
import { claimExecution } from '../store/execution/claimExecution.ts';
import { clearDoubt, keepLateResult, markSending, noteFailedAttempt } from '../store/execution/deliveries.ts';
import { recordDelivered, recordFailed } from '../store/execution/settle.ts';
import { beating } from './beating.ts';
import type { LookInput, Step } from './contract.ts';
import { stepOf } from './step.ts';

export interface ExecuteDeps {
  db: Db;
  log: Log;
  /** What this installation can send with. */
  means: SendingMeans;
  /** How long transient failures are retried, from the ledger's first claim. */
  retryBudgetMs: number;
  /** How long after an attempt "nothing found" is no proof yet; IN_FLIGHT_MS unless a test is in a hurry. */
  inFlightMs?: number;
}

/** Prepares the effect of a claimed action from what Postgres holds at the decided version. */
export type PrepareEffect = (action: ActionRow) => Promise<Effect>;

/** How long after its last sign of life an attempt may still be at work. Above every start-to-close timeout. */
const LEASE_MS = 11 * 60_000;
/**
 * Longer than a request that we gave up may go on at the other side: we wait 10 to 30 s for an answer, gateways in front of
 * such services end what takes a minute.
 */
const IN_FLIGHT_MS = 120_000;
/** How old the fence's answer may be when it is acted upon. Far below the time after which another attempt takes over. */
const FENCE_HOLDS_MS = 15_000;
/** What is over before its first heartbeat costs Temporal none, each of which it writes down. */
const HEARTBEAT_MS = 1_000;
/** How soon recording is tried again, at first and at most, and how long before the attempt's end no more: a statement's time. */
const RECORD_PAUSE_MS = 250;
const MAX_RECORD_PAUSE_MS = 5_000;
const RECORD_MARGIN_MS = 20_000;

/** What a server said may quote addresses and text: personal data, which histories do not hold. */
const IN_POSTGRES = "the reason stands in the delivery's and the action's row";

export async function execute(deps: ExecuteDeps, input: LookInput, prepare: PrepareEffect): Promise<Step> {
  const { db, means } = deps;
  const { actionId, atMs } = input;
  // Called early (EARLY_MS), and held no longer than that, whatever the clocks say.
  const earlyMs = Math.min(atMs - Date.now(), EARLY_MS);
  // A timer may ring a millisecond before its time (https://github.com/nodejs/node/issues/26578).
  if (earlyMs > 0) await sleep(earlyMs + 1);
  const begunAtMs = performance.now();
  const earlier = earlierAttempt();
  const claiming = { atMs, means, leaseMs: LEASE_MS, fencedAttempt: earlier?.attempt ?? 0 };
  const claim = await claimExecution(db, actionId, claiming).catch(notFoundIsPermanent);
  if (claim.kind !== 'claimed') return stepOf(claim);

  const { action, attempt, obstacles } = claim;
  const ledger = {
    actionId,
    attempt,
    begunAtMs,
    sentAgoMs: claim.sentAgoMs,
    inDoubt: claim.inDoubt,
    fencePassed: claim.inDoubt,
    obstacles,
  };
  let delivered = earlier?.delivered;
  /** What the next attempt is to know, should Postgres have forgotten it by then. */
  const beat = () => {
    const known: Fenced | undefined = ledger.fencePassed
      ? { attempt, ...(delivered && { delivered: wordless(delivered) }) }
      : earlier;
    Context.current().heartbeat(known);
  };
  const carryThrough = async () => {
    if (delivered === undefined) {
      // Whether it can be asked is known once it is prepared: until then that is not given up.
      const effect = await prepare(action).catch((error) => fail(deps, ledger, error, true));
      const canAsk = effect.ask !== undefined;
      delivered = await carryOut(deps, effect, action, ledger).catch((error) => fail(deps, ledger, error, canAsk));
    }
    return recordOrKeep(deps, action, ledger, delivered);
  };
  try {
    return { outcome: await beating(beat, carryThrough, HEARTBEAT_MS) };
  } catch (error) {
    // It ends without having recorded: the next attempt finds in its last heartbeat how far it came.
    beat();
    throw error;
  }
}

/** Without what a mail server said, which may quote addresses: ids and links are what a later attempt needs. */
function wordless({ serverResponse, ...result }: DeliveryResult): DeliveryResult {
  return result;
}

/** An attempt that had passed the fence, as its heartbeats told Temporal. */
interface Fenced {
  attempt: number;
  /** What it delivered, where it could not record that any more. */
  delivered?: DeliveryResult;
}

/** What an earlier attempt told in its last heartbeat. */
function earlierAttempt(): Fenced | undefined {
  // Temporal keeps what we gave it, and only we heartbeat for this activity.
  return Context.current().info.heartbeatDetails as Fenced | undefined;
}

/** Where one attempt stands in the ledger. */
interface LedgerState {
  actionId: string;
  attempt: number;
  /** By performance.now(). */
  begunAtMs: number;
  /** How long before `begunAtMs`, at least, the last attempt began to send. */
  sentAgoMs: number;
  /** An earlier attempt may have delivered. */
  inDoubt: boolean;
  /** What stands in the way of doing it again, where it turns out not to have been delivered. */
  obstacles: string[];
  /** From here on nobody but the other side knows whether it was delivered. */
  fencePassed: boolean;
}

async function carryOut(
  { db, inFlightMs = IN_FLIGHT_MS }: ExecuteDeps,
  effect: Effect,
  action: ActionRow,
  ledger: LedgerState,
): Promise<DeliveryResult> {
  const { actionId, attempt } = ledger;
  const signal = Context.current().cancellationSignal;
  if (ledger.inDoubt) {
    if (effect.ask === undefined) {
      throw new DeliveryError(
        'unconfirmed',
        'an attempt ended in the midst of sending, and the server cannot be asked',
      );
    }
    // Reckoned before asking: what arrived while it was answered must not count as not there.
    const waitMs = ledger.sentAgoMs < inFlightMs ? Math.max(1, Math.ceil(inFlightMs - ledger.sentAgoMs)) : 0;
    const earlier = await effect.ask({ key: action.id, signal });
    if (earlier !== null) return earlier;
    if (waitMs > 0) {
      throw new DeliveryError('unconfirmed', 'nothing was found of an attempt that may still be under way', {
        retryAfterMs: waitMs,
      });
    }
    await clearDoubt(db, actionId, attempt);
    ledger.inDoubt = false;
    ledger.fencePassed = false;
    if (ledger.obstacles.length > 0) throw new DeliveryError('permanent', ledger.obstacles.join('; '));
  }
  return effect.perform({
    key: action.id,
    signal,
    async fence() {
      const askedAtMs = performance.now();
      await markSending(db, actionId, attempt, LEASE_MS);
      // A process that was stopped meanwhile must not act on an answer of long ago: another may have taken over since.
      if (performance.now() - askedAtMs > FENCE_HOLDS_MS)
        throw new DeliveryError('transient', 'too long between being allowed to send and sending');
      ledger.fencePassed = true;
    },
  });
}

/**
 * Tries for as long as the attempt has time: a known success must not be lost to a moment's trouble with Postgres. Should the
 * attempt end all the same, the next one finds it in the heartbeats.
 */
async function recordOrKeep(
  { db, log }: ExecuteDeps,
  action: ActionRow,
  ledger: LedgerState,
  result: DeliveryResult,
): Promise<Outcome> {
  const { actionId, attempt } = ledger;
  const { startToCloseTimeoutMs } = Context.current().info;
  const endMs = ledger.begunAtMs + startToCloseTimeoutMs - RECORD_MARGIN_MS;
  const { cancellationSignal: signal } = Context.current();
  for (let pauseMs = RECORD_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_RECORD_PAUSE_MS)) {
    try {
      return await recordDelivered(db, action, attempt, result);
    } catch (error) {
      if (error instanceof ClaimLostError) {
        log.warn({ actionId, attempt }, 'an attempt that had lost its claim did deliver');
        await keepLateResult(db, actionId, { attempt, at: new Date().toISOString(), delivered: true, result });
        throw error;
      }
      log.warn({ actionId, attempt, err: error }, 'a delivery could not be recorded');
      if (signal.aborted || performance.now() + pauseMs >= endMs) throw error;
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Records what is known of a failure and throws what Temporal is to make of it. */
async function fail(deps: ExecuteDeps, ledger: LedgerState, error: unknown, canAsk: boolean): Promise<never> {
  const { db, log, retryBudgetMs } = deps;
  const { actionId, attempt } = ledger;
  if (error instanceof ClaimLostError) throw error;
  const cause = asDeliveryError(error, ledger.fencePassed);
  log.warn({ actionId, attempt, kind: cause.kind, err: cause }, 'a delivery failed');

  // Whatever went wrong now, an earlier attempt may still have delivered.
  const unknown = cause.kind === 'unconfirmed' || ledger.inDoubt;
  const state = unknown ? 'unknown' : 'refused';
  const kind = unknown ? 'unconfirmed' : cause.kind === 'permanent' ? 'permanent' : 'transient';
  const failure: Failure = { kind, message: cause.message };
  if (cause.kind === 'permanent' || (unknown && !canAsk)) return giveUp(deps, ledger, failure, state);

  const sinceFirstMs = await noteFailedAttempt(db, actionId, attempt, {
    error: failure,
    delivered: unknown ? 'unknown' : 'no',
  });
  if (sinceFirstMs >= retryBudgetMs) return giveUp(deps, ledger, failure, state);
  throw ApplicationFailure.create({
    type: cause.kind,
    message: IN_POSTGRES,
    nextRetryDelay: cause.retryAfterMs,
  });
}

async function giveUp(
  { db }: ExecuteDeps,
  { actionId, attempt }: LedgerState,
  failure: Failure,
  state: 'refused' | 'unknown',
): Promise<never> {
  await recordFailed(db, actionId, attempt, failure, state);
  throw ApplicationFailure.create({ type: failure.kind, message: IN_POSTGRES, nonRetryable: true });
}

/** What is no DeliveryError is our own trouble: harmless before the fence, of unknown consequence after it. */
function asDeliveryError(error: unknown, fencePassed: boolean): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new DeliveryError(fencePassed ? 'unconfirmed' : 'transient', message, { cause: error });
}

/** An action that is not there never will be: no retry. */
export function notFoundIsPermanent(error: unknown): never {
  if (!(error instanceof ActionNotFoundError)) throw error;
  throw ApplicationFailure.create({ type: 'action-not-found', message: error.message, nonRetryable: true });
}
