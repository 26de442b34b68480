/**
 * `npm run bench:telling`: a workflow for each notification beside an outbox that one workflow drains, interleaved on the same
 * servers: events in Temporal, and CPU of all three, for each notification. Each does the statements of a telling and sends nothing.
 */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type pg from 'pg';
import { stopServers } from '../../test/support/running.ts';
import { openPool } from '../stand/pool.ts';
import { cpuMs, cpuMsOfFamily } from '../stand/processes.ts';
import { type Servers, startServers } from '../stand/servers.ts';
import type { DrainWorkflow, OneNoticeWorkflow, WeighedActivities } from './workflows.ts';

const ROUNDS = 5;
const NOTICES = 200;
const BATCH = 50;
const TASK_QUEUE = 'telling';

type Way = (client: Client, ids: number[]) => Promise<string[]>;

const WAYS: Record<string, Way> = {
  'a workflow each': async (client, ids) => {
    const handles = await Promise.all(
      ids.map((id) =>
        client.workflow.start<typeof OneNoticeWorkflow>('OneNoticeWorkflow', {
          workflowId: `notice/${randomUUID()}`,
          taskQueue: TASK_QUEUE,
          args: [id],
        }),
      ),
    );
    await Promise.all(handles.map((handle) => handle.result()));
    return handles.map(({ workflowId }) => workflowId);
  },
  'an outbox': async (client) => {
    const handle = await client.workflow.start<typeof DrainWorkflow>('DrainWorkflow', {
      workflowId: `drain/${randomUUID()}`,
      taskQueue: TASK_QUEUE,
    });
    await handle.result();
    return [handle.workflowId];
  },
};

try {
  const servers = await startServers();
  const { owner } = await servers.createDatabase('telling');
  const pool = openPool(owner, 20);
  try {
    await compare(servers, pool);
  } finally {
    await pool.end();
    await servers.close();
  }
} finally {
  await stopServers();
}

async function compare({ client, temporal, temporalAddress, postgres }: Servers, pool: pg.Pool): Promise<void> {
  await pool.query(`create table notices (
    id serial primary key, due_at timestamptz default now(), taken_until timestamptz default '-infinity', told_at timestamptz)`);
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const workflowsPath = fileURLToPath(new URL('./workflows.ts', import.meta.url));
  const worker = await Worker.create({
    connection,
    taskQueue: TASK_QUEUE,
    workflowsPath,
    activities: activitiesOn(pool),
  });
  const running = worker.run();
  // This process is client and worker.
  const cpuOfAllMs = () => cpuMs(process.pid) + cpuMs(temporal.pid) + cpuMsOfFamily(postgres.pid);
  const figures = new Map(Object.keys(WAYS).map((way) => [way, { cpuMs: [] as number[], events: [] as number[] }]));
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, tell] of Object.entries(WAYS)) {
      const { rows } = await pool.query<{ id: number }>(
        'insert into notices select from generate_series(1, $1) returning id',
        [NOTICES],
      );
      const before = cpuOfAllMs();
      const workflowIds = await tell(
        client,
        rows.map(({ id }) => id),
      );
      const usedMs = cpuOfAllMs() - before;
      const left = await pool.query('select from notices where told_at is null');
      if (left.rowCount !== 0) throw new Error(`${left.rowCount} notices were not told`);
      let events = 0;
      for (const id of workflowIds) events += (await client.workflow.getHandle(id).fetchHistory()).events?.length ?? 0;
      if (round === 0) continue;
      figures.get(name)?.cpuMs.push(usedMs / NOTICES);
      figures.get(name)?.events.push(events / NOTICES);
    }
  }
  for (const [way, { cpuMs: cpu, events }] of figures) {
    console.log(JSON.stringify({ bench: 'telling', way, what: 'CPU', value: median(cpu), unit: 'ms a notification' }));
    console.log(
      JSON.stringify({ bench: 'telling', way, what: 'events', value: median(events), unit: 'a notification' }),
    );
  }
  worker.shutdown();
  await running;
  await connection.close();
}

function activitiesOn(pool: pg.Pool): WeighedActivities {
  const tell = async (id: number) => {
    await pool.query('select * from notices where id = $1', [id]);
    await pool.query('update notices set told_at = now() where id = $1', [id]);
  };
  return {
    tellOne: tell,
    async tellBatch() {
      const { rows } = await pool.query<{ id: number }>(
        `update notices set taken_until = now() + interval '1 minute' where id in (
          select id from notices where told_at is null and taken_until <= now() order by due_at limit $1
          for update skip locked) returning id`,
        [BATCH],
      );
      for (const { id } of rows) await tell(id);
      return rows.length === BATCH;
    },
  };
}

function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return Number((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN).toFixed(2));
}
