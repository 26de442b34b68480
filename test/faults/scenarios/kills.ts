/** Processes die without a word, at random, every five to ten seconds, while actions of every kind are made and decided. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../local/demo/random.ts';
import { createCaller } from '../load/caller.ts';
import { mixedLoad } from '../load/mixed.ts';
import { noPromises } from '../load/promises.ts';
import { verdictOf } from '../oracle/verdict.ts';
import type { Run, Scenario } from '../scenario.ts';
import type { Member } from '../stage/member.ts';
import { type Stage, startStage } from '../stage/stage.ts';

interface Kill {
  name: string;
  victim: (stage: Stage, random: Random) => Member;
  how?: NodeJS.Signals;
}

const KILLS: Kill[] = [
  { name: 'kill-api', victim: ({ apis }, random) => random.pick(apis) },
  { name: 'kill-worker', victim: ({ workers }, random) => random.pick(workers) },
  { name: 'kill-temporal', victim: ({ temporal }) => temporal },
  // Postgres's immediate shutdown: its backends are ended at once, and it recovers from its log at the next start.
  { name: 'kill-postgres', victim: ({ postgres }) => postgres, how: 'SIGQUIT' },
];

const EVERY_MS = [5_000, 10_000] as const;
const DOWN_AT_MOST_MS = 2_000;
const LOOK_EVERY_MS = 5;
/** So many actions a second, so that the faults meet them all the while. */
const ACTIONS_PER_SECOND = 15;
const SHORT_ACTIONS_PER_SECOND = 8;

export const kills: Scenario[] = KILLS.map((kill) => ({
  name: kill.name,
  run: (run) => killWhileBusy(run, kill),
}));

async function killWhileBusy(run: Run, { victim, how = 'SIGKILL' }: Kill) {
  const { random, say, short } = run;
  const actions = run.size('actions', 2_000, 120);
  const stage = await startStage();
  try {
    const caller = createCaller(stage.urls);
    const promises = noPromises();
    const { people, outside } = stage;
    const overMs = (actions / (short ? SHORT_ACTIONS_PER_SECOND : ACTIONS_PER_SECOND)) * 1_000;
    let isBusy = true;
    const load = mixedLoad({ caller, people, outside, random, promises, actions, overMs }).finally(() => {
      isBusy = false;
    });
    let faults = 0;
    while (isBusy) {
      await Promise.race([load, sleep(random.whole(...EVERY_MS))]);
      // A fault that meets nothing proves nothing: it comes no sooner than something is in flight.
      let hit = 0;
      while (isBusy) {
        hit = caller.underWay() + (await executing(stage));
        if (hit > 0) break;
        await sleep(LOOK_EVERY_MS);
      }
      if (!isBusy) break;
      const target = victim(stage, random);
      faults += 1;
      say(`${target.name} gets ${how} with ${hit} in flight`);
      await target.kill(how);
      await sleep(random.whole(0, DOWN_AT_MOST_MS));
      await target.start();
    }
    await load;
    const verdict = await verdictOf(stage, promises);
    return { ...verdict, what: `${actions} actions`, faults, hits: faults, repeated: caller.repeated() };
  } finally {
    await stage.stop();
  }
}

/** Deliveries that a worker is at. */
export async function executing({ db }: Pick<Stage, 'db'>): Promise<number> {
  const { n } = await db
    .selectFrom('deliveries')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .where('state', 'in', ['claimed', 'sending'])
    .executeTakeFirstOrThrow();
  return Number(n);
}
