/**
 * The decider: a command on an action, taken or refused on its row, under its lock, in one transaction with its entry in the
 * trail. Whoever repeats a command gets its first verdict. Every door comes here; see docs/architecture.md, "Who writes what".
 */

import { type Actor, actorOf } from '../../domain/actor.ts';
import { autoExecuteRule } from '../../domain/autoExecute.ts';
import {
  type ActionState,
  type Asked,
  type Command,
  decide,
  type Leaving,
  notBeforeMs,
  type Refusal,
  type ScheduledApproval,
} from '../../domain/decide.ts';
import { ActionNotFoundError } from '../../domain/errors.ts';
import { fidelityOf } from '../../domain/fidelity.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import type { Leave, SendingRules } from '../../domain/sendingRules.ts';
import { cancelKindOf } from '../../domain/words/cancelReasons.ts';
import { takeDecisionLink } from '../access/decisionLinks.ts';
import type { Scope } from '../access/scope.ts';
import { lockAction, readEffectiveSettings } from '../actions/actionRow.ts';
import { findAudit, recordAudit, type TrailEntry } from '../actions/audit.ts';
import { toBeTold } from '../actions/outbox.ts';
import { type Change, transition } from '../actions/transition.ts';
import type { Db, Tx } from '../database/db.ts';
import type { ActionRow, AuditRow } from '../database/schema.ts';
import { findLeave, mailOf } from '../execution/leaving.ts';
import { applyEdit, type Edited, editColumns } from './edit.ts';
import { findObstacles, type SendingMeans } from './executability.ts';
import { stateOf } from './standing.ts';

export interface Deciding {
  /** What this installation can send with: an approval of what cannot execute is refused. */
  means: SendingMeans;
  /**
   * Whose actions the caller may decide on, judged in the same transaction, as is whether his credential still stands; absent: a
   * door of the installation's own.
   */
  scope?: Scope;
}

/** `row` as it is afterwards, `entry` as it stands in the trail. */
export type Decided =
  | { accepted: true; row: ActionRow; entry: TrailEntry }
  | { accepted: false; row: ActionRow; refusal: Refusal; details?: RefusalDetails };

/** What a form wants to know of a refusal beside its words. */
export interface RefusalDetails {
  obstacles?: string[];
  issues?: { path: string; message: string }[];
}

/**
 * @param asked without `at` it is decided now, by Postgres's clock
 * @throws ActionNotFoundError where there is no such action in the scope
 */
export function decideAction(
  db: Db,
  actionId: string,
  asked: Actor & Omit<Asked, 'at'> & { at?: string },
  { means, scope }: Deciding,
): Promise<Decided> {
  return db.transaction().execute(async (tx): Promise<Decided> => {
    const { row, now, rules } = await lockAction(tx, actionId, scope, scope && asked.credential);
    const earlier = await findAudit(tx, actionId, asked.id);
    if (earlier !== undefined) return again(row, earlier);
    const command: Command = { ...asked, at: asked.at ?? now.toISOString() };
    const judged = await judge(tx, { row, rules }, command, means);
    if ('refusal' in judged) return refuse(tx, row, command, judged.refusal, judged.details);
    await endLink(tx, actionId, asked);
    return { accepted: true, ...(await transition(tx, row, changeOf(row, command, judged.state, judged.edited))) };
  });
}

/** A link decides once, whoever else is about to decide with it. @throws ActionNotFoundError where it has */
async function endLink(tx: Tx, actionId: string, { credential }: Actor): Promise<void> {
  if (credential?.kind !== 'link') return;
  if (!(await takeDecisionLink(tx, credential.linkId))) throw new ActionNotFoundError(actionId);
}

type Judged =
  | { state: ActionState; edited: Extract<Edited, { ok: true }> | undefined }
  | { refusal: Refusal; details?: RefusalDetails };

/** What the rules say, and what only the database knows. */
async function judge(
  tx: Tx,
  { row, rules }: { row: ActionRow; rules: SendingRules | null },
  command: Command,
  means: SendingMeans,
): Promise<Judged> {
  const edited = command.params === undefined ? undefined : applyEdit(row, command.params);
  const approved = edited?.ok === true ? { ...row, action_params: edited.params } : row;
  const leave = command.type === 'approve' && rules !== null ? await leaveOf(tx, approved, command, rules) : undefined;
  const verdict = decide(stateOf(row), leave?.kind === 'at' ? { ...command, leaves: leavingOf(leave) } : command);
  if (!verdict.accepted) return { refusal: verdict.refusal };
  if (edited?.ok === false) {
    const message = edited.issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
    return { refusal: { type: 'invalid-params', message }, details: { issues: edited.issues } };
  }
  if (command.type === 'approve') {
    const held = leave?.kind === 'held' ? [leave.why] : [];
    const obstacles = [...(await findObstacles(tx, approved, means)), ...held];
    if (obstacles.length > 0) {
      return { refusal: { type: 'not-executable', message: obstacles.join('; ') }, details: { obstacles } };
    }
  }
  if (typeof command.autoExecuteAt === 'string' && !(await mayExecuteByItself(tx, row))) {
    const message = `automatic execution of ${row.action_type} is switched off in the settings`;
    return { refusal: { type: 'auto-execute-off', message } };
  }
  return { state: verdict.state, edited };
}

/** When what is approved may leave, once it can no longer be undone and the moment that was chosen has come; undefined where there is no rule about it. */
function leaveOf(tx: Tx, row: ActionRow, command: Command, rules: SendingRules): Promise<Leave | undefined> {
  const mail = mailOf(row);
  if (mail === undefined) return Promise.resolve(undefined);
  return findLeave(tx, rules, mail, { fromMs: notBeforeMs(command), sendNow: command.sendNow });
}

/** The same as a decision keeps it. */
export function leavingOf({ atMs, timeZone, why }: Extract<Leave, { kind: 'at' }>): Leaving {
  return { at: new Date(atMs).toISOString(), waits: why === null ? null : { why, timeZone } };
}

async function mayExecuteByItself(tx: Tx, { user_id, action_type }: ActionRow): Promise<boolean> {
  const { user, workspace, userActive } = await readEffectiveSettings(tx, user_id);
  return userActive && autoExecuteRule(user, workspace, action_type).enabled;
}

function changeOf(
  row: ActionRow,
  command: Command,
  next: ActionState,
  edited: Extract<Edited, { ok: true }> | undefined,
): Change {
  const { id, type, at, reason } = command;
  const { standing } = next;
  const approval = standing.kind === 'scheduled' ? standing.approval : null;
  const isDecided = standing.kind === 'executing' || standing.kind === 'closed';
  return {
    to: standing.kind === 'closed' ? standing.outcome : standing.kind === 'executing' ? 'approved' : undefined,
    columns: {
      version: next.version,
      changes: next.changes,
      auto_execute_at: dateOf(next.autoExecuteAtMs),
      expires_at: new Date(next.expiresAtMs),
      scheduled_approval: approval === null ? null : JSON.stringify(approval),
      ...(edited === undefined ? {} : editColumns(edited)),
      ...(isDecided ? decisionColumns(command) : {}),
      ...(isDecided ? countedColumns(command, { ...row, action_params: edited?.params ?? row.action_params }) : {}),
      cancel_reason: type === 'cancel' ? (reason ?? null) : undefined,
      ...toBeTold({ signal: type, commandId: id }),
    },
    entry: {
      commandId: id,
      // The approval itself stands in the trail when its window has passed.
      command: approval === null ? type : 'schedule',
      ...actorOf(command),
      at,
      changes: changesOf(row, next, edited, approval ?? undefined),
      message: type === 'reschedule' ? inWords(command) : reason,
    },
  };
}

/** The columns that say who decided. */
export function decisionColumns({ type, by, channel, at }: Command) {
  return { decision: type, decided_by: by, decision_channel: channel, decided_at: at };
}

/** The columns that say what a person's decision counts as in insights, but for what the row itself tells (migrations/0026_insights.sql). */
export function countedColumns(
  { type, reason }: Pick<Command, 'type' | 'reason'>,
  { original_params: draft, action_params: sent }: Pick<ActionRow, 'original_params' | 'action_params'>,
) {
  if (type === 'cancel') return { cancel_kind: cancelKindOf(reason) };
  return type === 'approve' ? { fidelity_permille: Math.round(1_000 * fidelityOf(draft, sent)) } : {};
}

function changesOf(
  row: ActionRow,
  next: ActionState,
  edited: Extract<Edited, { ok: true }> | undefined,
  approval: ScheduledApproval | undefined,
): JsonObject | undefined {
  const changes: JsonObject = {
    ...edited?.changes,
    ...(approval === undefined ? {} : momentOf(approval)),
    ...moved('autoExecuteAt', row.auto_execute_at, dateOf(next.autoExecuteAtMs)),
    ...moved('expiresAt', row.expires_at, new Date(next.expiresAtMs)),
  };
  return Object.keys(changes).length === 0 ? undefined : changes;
}

/** When what is approved leaves, and what it waits for, as the trail has it. */
export function momentOf({ executesAt, waits }: Pick<ScheduledApproval, 'executesAt' | 'waits'>): JsonObject {
  return waits === undefined ? { executesAt } : { executesAt, waits: { ...waits } };
}

/** A moment that has been moved, as the trail has it; nothing where it is the same. */
export function moved(name: string, from: Date | null, to: Date | null): JsonObject {
  const [before, after] = [from?.toISOString() ?? null, to?.toISOString() ?? null];
  return before === after ? {} : { [name]: { from: before, to: after } };
}

function inWords({ autoExecuteAt, expiresAt }: Command): string {
  const automatic =
    autoExecuteAt === undefined
      ? []
      : [autoExecuteAt === null ? 'nothing happens by itself' : `executes by itself at ${autoExecuteAt}`];
  return [...automatic, ...(expiresAt === undefined ? [] : [`expires at ${expiresAt}`])].join(', ');
}

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

/** At most this many refusals leave a trace: whoever floods an action must not fill its trail. */
const MAX_AUDITED_REFUSALS = 50;

async function refuse(
  tx: Tx,
  row: ActionRow,
  command: Command,
  refusal: Refusal,
  details?: RefusalDetails,
): Promise<Decided> {
  await recordRefusal(tx, row, command, refusal);
  return { accepted: false, row, refusal, details };
}

/** Leaves a trace of a refused decision, with the refusal whole: it is what a repetition is answered with. */
export async function recordRefusal(
  tx: Tx,
  row: ActionRow,
  { id, type, at, ...actor }: Actor & { id: string; type: string; at: string },
  refusal: Refusal,
): Promise<void> {
  const { refused } = await tx
    .selectFrom('action_audit')
    .select(({ fn }) => fn.countAll<string>().as('refused'))
    .where('action_id', '=', row.id)
    .where('accepted', '=', false)
    .executeTakeFirstOrThrow();
  const kept = { ...actorOf(actor), commandId: id, command: type, accepted: false, at, message: refusal.message };
  const entry = { ...kept, changes: { refusal: refusal.type, refused: refusal as unknown as JsonObject } };
  if (Number(refused) < MAX_AUDITED_REFUSALS) await recordAudit(tx, row, entry);
}

/** The first verdict, as it was recorded. */
function again(row: ActionRow, entry: AuditRow): Decided {
  if (entry.accepted) return { accepted: true, row, entry };
  const { changes } = entry;
  const kept = isJsonObject(changes) && isJsonObject(changes.refused) ? changes.refused : {};
  // Written by recordRefusal; of an older entry the words are left.
  const refusal = { type: 'not-executable', message: entry.message ?? '', ...kept } as Refusal;
  return { accepted: false, row, refusal };
}
