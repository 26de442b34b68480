/**
 * The reconciler: pages, slowly and for ever, through the waiting rows and through Temporal's running workflows, compares them,
 * and mends what does not agree. One step is one page and one call to Temporal; all workers together make one step at a time.
 */

import proto from '@temporalio/proto';
import { isOutcome } from '../domain/lifecycle.ts';
import { forgetStart } from '../store/actions/outbox.ts';
import {
  findActionRow,
  findKnown,
  finishStep,
  type KnownRow,
  nextWaiting,
  takeStep,
  type WaitingRow,
} from '../store/actions/reconciliation.ts';
import type { ActionRow, Place } from '../store/database/schema.ts';
import { closeAction } from './closeAction.ts';
import { readValue } from './ending.ts';
import { inParallel } from './inParallel.ts';
import { endWorkflow, giveWay, type SeeToDeps, seeTo } from './seeTo.ts';

export interface Reconciling {
  /** Between steps; 3 s unless told otherwise. */
  stepMs?: number;
  /** Between the end of a round and the next one's beginning; a minute unless told otherwise. */
  restMs?: number;
  /** How old what is compared must be, as visibility lags behind; a minute unless told otherwise. */
  settledMs?: number;
}

const ROWS = 100;
const WORKFLOWS = 200;
/** How long a step may take; one that failed is tried again after that. */
const LEASE_MS = 60_000;
const CALL_DEADLINE_MS = 10_000;

interface Seen {
  workflowId: string;
  runs: boolean;
  /** Whose it is; undefined where it does not say. */
  actionId: string | undefined;
  startedAtMs: number;
}

/** Where a page led: the place of the next one, and how much of it did not agree. */
interface Page {
  next: Place;
  mended: number;
}

/** Makes one step if one is due. Whether there is more to do at once: so it is where something had to be mended. */
export async function reconcile(deps: SeeToDeps, reconciling: Reconciling = {}): Promise<boolean> {
  const { stepMs = 3_000, restMs = 60_000, settledMs = 60_000 } = reconciling;
  const place = await takeStep(deps.db, LEASE_MS);
  if (place === undefined) return false;
  const { next, mended } = await compare(deps, place, settledMs);
  const isRound = place.side === 'workflows' && next.side === 'rows';
  await finishStep(deps.db, next, mended > 0 && !isRound ? 0 : isRound ? restMs : stepMs);
  if (mended > 0) deps.log.warn({ side: place.side, mended }, 'rows and workflows did not agree');
  return mended > 0 && !isRound;
}

async function compare(deps: SeeToDeps, place: Place, settledMs: number): Promise<Page> {
  if (place.side === 'rows') return compareRows(deps, place.after, settledMs);
  try {
    return await compareWorkflows(deps, place.token, settledMs);
  } catch (error) {
    // The token may be of a server that is no more: the next round does without it.
    await finishStep(deps.db, { side: 'rows' }, LEASE_MS);
    throw error;
  }
}

/** One that cannot be mended keeps no other from it, and is met again in the next round. */
async function mendAll<T>({ log }: SeeToDeps, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  await inParallel(items, (item) =>
    work(item).catch((error) => log.error({ err: error }, 'row and workflow could not be made to agree')),
  );
}

/** From Postgres to Temporal: each waiting action has a running workflow of its own. */
async function compareRows(
  deps: SeeToDeps,
  after: Extract<Place, { side: 'rows' }>['after'],
  settledMs: number,
): Promise<Page> {
  const rows = await nextWaiting(deps.db, after, { limit: ROWS, settledMs });
  if (rows.length === 0) return { next: { side: 'workflows' }, mended: 0 };
  const ids = rows.map(({ workflow_id }) => `"${workflow_id}"`).join(',');
  const { seen } = await list(deps, `WorkflowId IN (${ids})`, 2 * ROWS);
  // The one that runs holds, where one of the same ID has ended.
  const inOrder = seen.toSorted((one, other) => Number(one.runs) - Number(other.runs));
  const found = new Map(inOrder.map((workflow) => [workflow.workflowId, workflow]));
  // Starting is idempotent, so that one which only is not listed yet comes to no harm.
  const lost = rows.filter((row) => !found.has(row.workflow_id));
  if (lost.length > 0) await forgetStart(deps.db, ...lost.map(({ id }) => id));
  const foreign = rows.filter((row) => isForeign(row, found.get(row.workflow_id)));
  await mendAll(deps, foreign, (row) => withRow(deps, row, giveWay));
  const over = rows.filter((row) => found.get(row.workflow_id)?.runs === false && !foreign.includes(row));
  await mendAll(deps, over, (row) => withRow(deps, row, closeAction));
  const last = rows.length < ROWS ? undefined : rows.at(-1);
  const next: Place =
    last === undefined ? { side: 'workflows' } : { side: 'rows', after: { actBy: last.actBy, id: last.id } };
  return { next, mended: lost.length + foreign.length + over.length };
}

/** Does it with the whole row, as it is by then. */
async function withRow(
  deps: SeeToDeps,
  { id }: Pick<ActionRow, 'id'>,
  work: (deps: SeeToDeps, row: ActionRow) => Promise<void>,
): Promise<void> {
  const row = await findActionRow(deps.db, id);
  if (row !== undefined) await work(deps, row);
}

function isForeign({ id }: WaitingRow, seen: Seen | undefined): boolean {
  return seen?.actionId !== undefined && seen.actionId !== id;
}

/** From Temporal to Postgres: each running workflow is that of an action which has not ended. */
async function compareWorkflows(deps: SeeToDeps, token: string | undefined, settledMs: number): Promise<Page> {
  const query = `ExecutionStatus = "Running"`;
  const { seen, nextToken } = await list(deps, query, WORKFLOWS, token);
  const settled = seen.filter(({ startedAtMs }) => startedAtMs < Date.now() - settledMs);
  const known = await findKnown(
    deps.db,
    settled.map(({ workflowId }) => workflowId),
    settled.flatMap(({ actionId }) => actionId ?? []),
    { settledMs },
  );
  let mended = 0;
  await mendAll(deps, settled, async (workflow) => {
    if (await mend(deps, workflow, known)) mended += 1;
  });
  return { next: nextToken === undefined ? { side: 'rows' } : { side: 'workflows', token: nextToken }, mended };
}

async function mend(deps: SeeToDeps, { workflowId, actionId }: Seen, known: readonly KnownRow[]): Promise<boolean> {
  const { client, log } = deps;
  const row = known.find(({ id, workflow_id }) =>
    actionId === undefined ? workflow_id === workflowId : id === actionId,
  );
  if (row !== undefined && row.workflow_id === workflowId) {
    if (!isOutcome(row.status) || !row.settled) return false;
    await withRow(deps, row, seeTo);
    return true;
  }
  const why = row === undefined ? 'this database does not have its action' : 'its action has another workflow';
  log.warn({ workflowId, actionId, why }, 'a workflow without its action is ended');
  await endWorkflow(client, workflowId, why);
  return true;
}

async function list(
  { client, taskQueue }: SeeToDeps,
  condition: string,
  pageSize: number,
  token?: string,
): Promise<{ seen: Seen[]; nextToken: string | undefined }> {
  const { executions, nextPageToken } = await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
    client.workflowService.listWorkflowExecutions({
      namespace: client.options.namespace,
      query: `WorkflowType = "ActionWorkflow" AND TaskQueue = "${taskQueue}" AND ${condition}`,
      pageSize,
      nextPageToken: token === undefined ? null : Buffer.from(token, 'base64'),
    }),
  );
  const { WORKFLOW_EXECUTION_STATUS_RUNNING } = proto.temporal.api.enums.v1.WorkflowExecutionStatus;
  const seen = executions.map(({ execution, status, memo, startTime }): Seen => {
    const actionId = readValue(memo?.fields?.actionId);
    return {
      workflowId: execution?.workflowId ?? '',
      runs: status === WORKFLOW_EXECUTION_STATUS_RUNNING,
      actionId: typeof actionId === 'string' ? actionId : undefined,
      startedAtMs: Number(startTime?.seconds ?? 0) * 1_000,
    };
  });
  const more = nextPageToken !== null && nextPageToken !== undefined && nextPageToken.length > 0;
  return { seen, nextToken: more ? Buffer.from(nextPageToken).toString('base64') : undefined };
}
