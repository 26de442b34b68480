/** The one oracle of all scenarios (Jepsen's total-queue, and more): what must hold after the last fault, whatever it was. */
import { canTransition, isOutcome, type Status } from '../../../src/domain/lifecycle.ts';
import type { ActionRow, AuditRow } from '../../../src/store/database/schema.ts';
import type { Promises } from '../load/promises.ts';
import { noWrongs, type Wrongs } from '../scenario.ts';
import type { Facts } from './facts.ts';
import type { Told } from './histories.ts';

export interface Judged {
  wrongs: Wrongs;
  /** The actions that ended as unconfirmed, in words. */
  unconfirmed: string[];
}

export function judge(facts: Facts, told: Map<string, Told>, promises: Promises): Judged {
  const wrongs = noWrongs();
  wrongs.broken.push(...promises.broken);
  for (const row of facts.rows) {
    judgeTrail(row, facts.audit.get(row.id) ?? [], wrongs);
    judgeEffects(row, facts, wrongs);
    judgeWorkflow(row, facts, told, wrongs);
  }
  judgeUnexpected(facts, told, wrongs);
  judgePromises(facts, promises, wrongs);
  const unconfirmed = facts.rows.flatMap(({ id, action_type, failure }) =>
    failure?.kind === 'unconfirmed' ? `${action_type} ${id}: ${failure.message}` : [],
  );
  return { wrongs, unconfirmed };
}

/** Each change of status is one that the lifecycle knows, and the last is the row's. */
function judgeTrail(row: ActionRow, trail: AuditRow[], { illegal }: Wrongs): void {
  let status: Status | null = null;
  for (const { from_status: from, to_status: to, accepted, command } of trail) {
    if (!accepted || to === null) continue;
    const isFirst = status === null && from === null && to === 'pending';
    const follows = status !== null && from === status && canTransition(status, to);
    if (!isFirst && !follows) illegal.push(`${row.id}: ${command} from ${status} (said ${from}) to ${to}`);
    status = to;
  }
  if (status !== row.status) illegal.push(`${row.id}: the trail ends with ${status}, the row is ${row.status}`);
}

/** Executed: once. Unconfirmed: at most once. Everything else: not at all. And the ledger says the same. */
function judgeEffects(row: ActionRow, { effects, ledger }: Facts, { lost, twice, mismatched }: Wrongs): void {
  const count = effects.get(row.id) ?? 0;
  const state = ledger.get(row.id)?.state;
  const is = `${row.id} (${row.action_type}) is ${row.status}`;
  if (count > 1) twice.push(`${is}, its effect is there ${count} times`);
  const isUnconfirmed = row.failure?.kind === 'unconfirmed';
  if (row.status === 'executed' && count === 0) lost.push(`${is}, its effect is not there`);
  if (row.status !== 'executed' && !isUnconfirmed && count > 0) mismatched.push(`${is}, its effect is there`);
  const expected =
    row.status === 'executed' ? 'done' : row.status !== 'failed' ? undefined : isUnconfirmed ? 'unknown' : 'refused';
  if (isOutcome(row.status) && state !== expected) mismatched.push(`${is}, the ledger says ${state}`);
}

/** Whatever has ended has a workflow that completed with that outcome; whatever waits has one that runs. */
function judgeWorkflow(row: ActionRow, { audit }: Facts, told: Map<string, Told>, wrongs: Wrongs): void {
  const workflow = told.get(row.workflow_id);
  const is = `${row.id} (${row.action_type}) is ${row.status}`;
  if (row.status === 'approved' || row.executing_at !== null) {
    if (!isOutcome(row.status)) wrongs.lost.push(`${is} and has not come to its end`);
  }
  if (workflow === undefined) {
    // One that was cancelled before its workflow was started has none.
    if (row.status !== 'cancelled') wrongs.lost.push(`${is} and has no workflow (${row.workflow_id})`);
    return;
  }
  if (workflow.actionId !== row.id) wrongs.mismatched.push(`${is}, its workflow is that of ${workflow.actionId}`);
  for (const why of workflow.failedTasks) wrongs.mismatched.push(`${is}, its workflow failed a task: ${why}`);
  if (workflow.executions > 1) wrongs.twice.push(`${is}, its workflow executed it ${workflow.executions} times`);
  const confirmed = audit.get(row.id)?.some(({ command, accepted }) => command === 'confirm' && accepted);
  const outcome = confirmed ? 'failed' : isOutcome(row.status) ? row.status : 'running';
  if (workflow.outcome !== outcome) wrongs.mismatched.push(`${is}, its workflow says ${workflow.outcome}`);
}

function judgeUnexpected({ rows, effects }: Facts, told: Map<string, Told>, { twice, mismatched }: Wrongs): void {
  const actions = new Set(rows.map(({ id }) => id));
  for (const key of effects.keys()) if (!actions.has(key)) twice.push(`an effect of no action: ${key}`);
  const workflows = new Set(rows.map(({ workflow_id }) => workflow_id));
  for (const id of told.keys()) if (!workflows.has(id)) mismatched.push(`a workflow of no action: ${id}`);
}

function judgePromises({ rows }: Facts, { made }: Promises, { lost, broken }: Wrongs): void {
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { actionId, end, version, subject } of made.values()) {
    const row = byId.get(actionId);
    if (row === undefined) {
      lost.push(`${actionId} was answered as made, and is not there`);
      continue;
    }
    const stands = end === 'executed' ? row.status === 'executed' || row.status === 'failed' : row.status === end;
    if (!stands) broken.push(`${actionId} was to end ${end}, and is ${row.status}`);
    if (row.version !== version) broken.push(`${actionId} was answered version ${version}, and is at ${row.version}`);
    if (subject !== undefined && row.action_params.subject !== subject)
      broken.push(`${actionId} was edited to "${subject}", and says "${String(row.action_params.subject)}"`);
  }
}
