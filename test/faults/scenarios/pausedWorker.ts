/**
 * A worker stops for longer than its activities may be silent, another takes them over and finishes, and then the first goes on
 * where it stopped: it neither sends nor writes any more.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { ACTION_TYPES, type ActionType } from '../../../src/domain/actionTypes.ts';
import type { Tx } from '../../../src/store/database/db.ts';
import { eventually } from '../../support/eventually.ts';
import { inParallel } from '../inParallel.ts';
import { type Caller, createCaller } from '../load/caller.ts';
import { createOne } from '../load/mixed.ts';
import { noPromises, type Promises } from '../load/promises.ts';
import { verdictOf } from '../oracle/verdict.ts';
import type { Scenario } from '../scenario.ts';
import { type Stage, startStage } from '../stage/stage.ts';
import { executing } from './kills.ts';

/** Every piece of the outside world's traffic is so late at most: attempts are met in all of their phases. */
const SLOW_MS = 1_500;
/** Of each type in one round: enough that most rounds meet all of them, and together no more than two workers take at once. */
const [AT_LEAST, AT_ONCE] = [5, 12];
const MAX_ROUNDS = 60;
/** So many deliveries are under way when a worker is stopped. */
const BUSY = 8;
/** What Temporal gave to the worker that was stopped before comes back after some seconds only. */
const BUSY_WITHIN_MS = 60_000;
/**
 * Silence of thirty seconds, another attempt, and where nothing is found the two minutes until that counts; on a busy machine the pauses
 * between attempts double meanwhile, up to five minutes.
 */
const FINISHED_WITHIN_MS = 12 * 60_000;

export const pausedWorker: Scenario = {
  name: 'paused-worker',
  async run({ size, random, say }) {
    const wanted = size('each', 100, 1);
    const stage = await startStage();
    try {
      const caller = createCaller(stage.urls);
      const promises = noPromises();
      const stopped = new Map<ActionType, number>(ACTION_TYPES.map((type) => [type, 0]));
      const open = () => ACTION_TYPES.filter((type) => (stopped.get(type) ?? 0) < wanted);
      let rounds = 0;
      for (; open().length > 0 && rounds < MAX_ROUNDS; rounds += 1) {
        stage.outside.traffic.delayBy(() => random.whole(0, SLOW_MS));
        const each = Math.min(AT_ONCE, Math.max(AT_LEAST, wanted * 2));
        const types = open().flatMap((type) => Array.from({ length: each }, () => type));
        const victim = random.pick(stage.workers);
        const met = await holdingTouches(stage, async (tx) => {
          await approveAll(stage, caller, promises, random.shuffled(types));
          await untilBusy(tx, Math.min(types.length, BUSY));
          await sleep(random.whole(0, SLOW_MS / 2));
          victim.send('SIGSTOP');
          return heldBy(stage, victim.pid());
        });
        for (const type of met) stopped.set(type, (stopped.get(type) ?? 0) + 1);
        say(`${victim.name} stopped with ${met.length} at work`);
        stage.outside.traffic.delayBy(() => 0);
        await untilFinished(stage);
        victim.send('SIGCONT');
      }
      const total = [...stopped.values()].reduce((sum, n) => sum + n, 0);
      const missing = open();
      if (missing.length > 0) promises.broken.push(`not met ${wanted} times each: ${missing.join(', ')}`);
      const verdict = await verdictOf(stage, promises);
      const what = [...stopped].map(([type, n]) => `${type} ${n}`).join(', ');
      return { ...verdict, what, faults: rounds, hits: total, repeated: caller.repeated() };
    } finally {
      for (const worker of stage.workers) worker.send('SIGCONT');
      await stage.stop();
    }
  },
};

async function approveAll(stage: Stage, caller: Caller, promises: Promises, types: ActionType[]): Promise<void> {
  await inParallel(types, types.length, async (type) => {
    const promised = await createOne({ caller, promises, people: stage.people, outside: stage.outside }, type);
    if (promised === undefined) return;
    const { actionId } = promised;
    const { status } = await caller.post(stage.people.rep, '/autonomous-actions', { actionId, action: 'approve' });
    if (status === 200) promised.end = 'executed';
    else promises.broken.push(`an approval was answered ${status}`);
  });
}

/** The built-in CRM is in Postgres, which is not slow: its touches wait until the work is done. */
function holdingTouches<T>({ db }: Stage, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`lock table crm_touches in exclusive mode`.execute(tx);
    return work(tx);
  });
}

/** Asks within the transaction that holds touches back: one that is idle for long is ended. */
function untilBusy(tx: Tx, count: number): Promise<void> {
  return eventually(
    async () => {
      const busy = await executing({ db: tx });
      if (busy < count) throw new Error(`${busy} deliveries are under way, not ${count}`);
    },
    { timeoutMs: BUSY_WITHIN_MS, intervalMs: 20 },
  );
}

/** The types of the actions that a process is at, as Temporal knows: an activity's worker is named by its process. */
async function heldBy({ db, client }: Stage, pid: number | undefined): Promise<ActionType[]> {
  const claimed = await db
    .selectFrom('deliveries as d')
    .innerJoin('pending_autonomous_actions as a', 'a.id', 'd.action_id')
    .select(['a.workflow_id', 'a.action_type'])
    .where('d.state', 'in', ['claimed', 'sending'])
    .execute();
  const held: ActionType[] = [];
  await inParallel(claimed, 8, async ({ workflow_id, action_type }) => {
    const { raw } = await client.workflow.getHandle(workflow_id).describe();
    if (raw.pendingActivities?.some(({ lastWorkerIdentity }) => lastWorkerIdentity?.startsWith(`${pid}@`)))
      held.push(action_type);
  });
  return held;
}

/** The other worker has finished everything. */
function untilFinished({ db }: Stage): Promise<void> {
  return eventually(
    async () => {
      const left = await db
        .selectFrom('pending_autonomous_actions')
        .select('id')
        .where('status', '=', 'approved')
        .limit(1)
        .execute();
      if (left.length > 0) throw new Error('something is still being executed');
    },
    { timeoutMs: FINISHED_WITHIN_MS, intervalMs: 500 },
  );
}
