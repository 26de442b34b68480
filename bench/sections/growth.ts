/** What it costs that many actions wait: creations among them, memory, and what an idle system does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { poll } from '../../local/poll.ts';
import { waitsSinceMs } from '../../test/support/waits.ts';
import type { Add, Measure } from '../report/figures.ts';
import { byCallers, numbers } from '../stand/callers.ts';
import { cpuMs, cpuMsOfFamily, residentMiB } from '../stand/processes.ts';
import { countOpen, untilWaiting } from '../stand/settled.ts';
import { alone, create, type Stand } from '../stand/stand.ts';
import type { System } from '../systems/system.ts';
import type { Section, Sizes } from './section.ts';

/** Filled in such parts, each settled before the next. */
const PART = 1_000;
const LEVELS = [100, 1_000, 10_000, 100_000];
/** More would take the floor the better part of an hour: Signoff alone has them, made as rows whose workflows its relay starts. */
const SIDE_BY_SIDE_UP_TO = 10_000;
const isDeep = (level: number) => level > SIDE_BY_SIDE_UP_TO;
const STARTED_WITHIN_MS = 90 * 60_000;
/** Of the processes of both, that is, of one installation, in MiB. */
const MEMORY_GOALS: Readonly<Record<number, number>> = { 10000: 300, 100000: 400 };

function measuresAt(level: number): Measure[] {
  const memory = MEMORY_GOALS[level];
  const at = `${level.toLocaleString('en')} waiting: `;
  const named = (title: string, unit: string, series: string, goal?: Measure['goal']): Measure => ({
    title: at + title,
    unit,
    series: `${series}@${level}`,
    by: 'median',
    goal,
  });
  return [
    named('settled creations', '1/s', 'settled', isDeep(level) ? undefined : { ratioAtLeast: 0.9 }),
    named('Postgres, of one action', 'kB', 'bytes'),
    named('memory of both processes', 'MiB', 'memory', memory === undefined ? undefined : { atMost: memory }),
    named('memory of the one that is called', 'MiB', 'memoryApi'),
    named('memory of the worker', 'MiB', 'memoryWorker'),
    named('idle: CPU of both', '% of a core', 'idleCpu', isDeep(level) ? { atMost: 2 } : undefined),
    named('idle: CPU of Postgres', '% of a core', 'idlePostgres'),
    named('idle: calls to Temporal', '1/s', 'idleCalls', isDeep(level) ? { atMost: 1 } : undefined),
  ];
}

export const growth: Section = {
  name: 'growth',
  columns: ['bare', 'signoff'],
  measures: LEVELS.flatMap(measuresAt),
  onStand: async (stand, add, sizes) => {
    const systems = stand.systems.filter(({ taskQueue }) => taskQueue !== undefined);
    for (const level of sizes.waiting) {
      const those = isDeep(level) ? [stand.signoff] : systems;
      for (const system of those) await runLevel(stand, system, add, level, sizes);
    }
  },
};

async function runLevel(stand: Stand, system: System, add: Add, level: number, sizes: Sizes): Promise<void> {
  const { client, postgres } = stand.servers;
  const { name, processes, taskQueue = '' } = system;
  const keep = (series: string, value: number) => add(name, `${series}@${level}`, value);
  const [missing, kB] = [level - (await countOpen(client, taskQueue)), await databaseKB(system)];
  await (isDeep(level) ? fillWithRows : fillByCalls)(stand, system, missing);
  if (missing > 0) keep('bytes', ((await databaseKB(system)) - kB) / missing);
  keep('settled', await makeSettled(stand, system, sizes.actions));
  await alone(stand, system, async () => {
    // What was made last still has something to be recorded.
    await sleep(5_000);
    const used = () => cpuMs(processes.api.pid) + cpuMs(processes.worker.pid);
    const [cpu, ofPostgres, calls] = [used(), cpuMsOfFamily(postgres.pid), await stand.servers.countCalls()];
    await sleep(sizes.idleSeconds * 1_000);
    const share = (ms: number) => ms / (sizes.idleSeconds * 10);
    keep('idleCpu', share(used() - cpu));
    keep('idlePostgres', share(cpuMsOfFamily(postgres.pid) - ofPostgres));
    keep('idleCalls', ((await stand.servers.countCalls()) - calls) / sizes.idleSeconds);
  });
  const [api, worker] = [residentMiB(processes.api.pid), residentMiB(processes.worker.pid)];
  keep('memoryApi', api);
  keep('memoryWorker', worker);
  keep('memory', api + worker);
}

async function fillByCalls(stand: Stand, system: System, count: number): Promise<void> {
  for (let left = count; left > 0; left -= PART) await makeSettled(stand, system, Math.min(left, PART));
}

/** As many rows like one that waits, until its relay has started a workflow for each. */
async function fillWithRows(stand: Stand, system: System, count: number): Promise<void> {
  await makeSettled(stand, system, 1);
  const { db } = system;
  await db.query(
    `insert into pending_autonomous_actions (workspace_id, user_id, trigger_type, action_type, action_params, original_params,
        context_summary, company_id, subject, urgency, expires_at, dedup_key, occurrence, workflow_id)
      select workspace_id, 'rep-' || n % 64, trigger_type, action_type, action_params, original_params, context_summary,
        company_id || '-' || n, subject, urgency, expires_at, dedup_key || '-' || n, 1, workflow_id || '-' || n
      from (select * from pending_autonomous_actions where status = 'pending' order by created_at desc limit 1) as one
      cross join generate_series(1, $1::int) as n`,
    [count],
  );
  await poll(
    async () => {
      const { rows } = await db.query<{ left: number }>(
        "select count(*)::int as left from pending_autonomous_actions where status = 'pending' and tell is not null",
      );
      if (rows[0]?.left !== 0) throw new Error(`${rows[0]?.left} have no workflow yet`);
    },
    { timeoutMs: STARTED_WITHIN_MS, intervalMs: 2_000 },
  );
  await untilLastWait(stand, system);
}

/** Those that were started last have come to their waiting: first workflow tasks queue up behind a relay that starts many at once. */
async function untilLastWait({ servers }: Stand, { db }: System): Promise<void> {
  const { rows } = await db.query<{ workflow_id: string }>(
    `select workflow_id from pending_autonomous_actions where status = 'pending' order by workflow_started_at desc limit 100`,
  );
  await poll(
    async () => {
      for (const { workflow_id } of rows) {
        if ((await waitsSinceMs(servers.client, workflow_id)) === undefined)
          throw new Error('the last do not wait yet');
      }
    },
    { timeoutMs: STARTED_WITHIN_MS, intervalMs: 2_000 },
  );
}

/** Rows, indexes and all. */
async function databaseKB({ db }: System): Promise<number> {
  const { rows } = await db.query<{ kB: number }>('select pg_database_size(current_database())::float8 / 1000 as "kB"');
  return rows[0]?.kB ?? Number.NaN;
}

/** Answers how many a second were made, until the last of them waited. */
async function makeSettled({ servers }: Stand, system: System, count: number): Promise<number> {
  const beganMs = Date.now();
  const made = await byCallers(numbers(count), (_, caller) => create(system, caller));
  return (count * 1_000) / ((await untilWaiting(servers.client, made)) - beganMs);
}
