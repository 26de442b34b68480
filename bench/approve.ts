/**
 * How long an approval takes: from sending the decision to the row saying executed, and for comparison, side by side in
 * the same run, a bare round trip to the workflow (a query). One JSON line each, in milliseconds.
 */
import {
  create,
  decide,
  type Pipeline,
  resultOf,
  scriptedCrm,
  startPipeline,
  TOUCH,
} from '../test/support/pipeline.ts';
import { stopServers } from '../test/support/running.ts';

const ACTIONS = 100;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function report(what: string, samplesMs: number[]): void {
  const sorted = samplesMs.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 10) / 10;
  console.log(JSON.stringify({ bench: 'approve', what, n: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95) }));
}

async function run(pipeline: Pipeline): Promise<void> {
  const queries: number[] = [];
  const accepted: number[] = [];
  const executed: number[] = [];
  for (let i = 0; i < ACTIONS; i += 1) {
    const row = await create(pipeline, TOUCH);
    const handle = pipeline.client.workflow.getHandle(row.workflow_id);
    queries.push(await timed(() => handle.query('wake')));
    const startedMs = performance.now();
    accepted.push(await timed(() => decide(pipeline, row, 'approve')));
    await resultOf(pipeline, row);
    executed.push(performance.now() - startedMs);
  }
  report('query: one round trip to the workflow', queries);
  report('approve: decided in the row, workflow told', accepted);
  report('approve: effect made, recorded, workflow completed', executed);
}

const pipeline = await startPipeline();
try {
  await pipeline.startWorker({ crms: scriptedCrm().crms });
  await run(pipeline);
} finally {
  await pipeline.stop();
  await stopServers();
}
