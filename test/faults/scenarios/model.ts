/** Random programs of decisions and passing time, on real rows, workflows and workers, each step held against a simple model. */
import { inspect } from 'node:util';
import fc from 'fast-check';
import { noPromises } from '../load/promises.ts';
import { commands, type Playing, passTime } from '../model/commands.ts';
import type { Model } from '../model/model.ts';
import { type Real, startReal } from '../model/real.ts';
import { readFacts } from '../oracle/facts.ts';
import { readHistories } from '../oracle/histories.ts';
import { judge } from '../oracle/judge.ts';
import type { Scenario } from '../scenario.ts';

/** Programs that are played at once: most of a program's time is waiting. */
const LANES = 4;
/** What so many programs must have met, or they were too tame to prove anything. */
const MEETS = [
  ...['duplicate', 'executed', 'expired', 'permanent', 'unconfirmed', 'already-decided'].map((what) => ({
    what,
    programs: 100,
  })),
  { what: 'key-pending', programs: 1_000 },
];

export const model: Scenario = {
  name: 'model',
  async run({ size, seed, say }) {
    const programs = size('programs', 1_000, 100);
    const real = await startReal();
    try {
      const met = new Map<string, number>();
      const promises = noPromises();
      const lanes = await Promise.allSettled(
        Array.from({ length: LANES }, (_, lane) =>
          playLane(real, met, { seed: seed + lane, runs: programs / LANES, lane }),
        ),
      );
      for (const lane of lanes) if (lane.status === 'rejected') promises.broken.push(inspect(lane.reason));
      say(`met: ${[...met].map(([what, n]) => `${what} ${n}`).join(', ')}`);
      const { wrongs, unconfirmed } = judge(...(await known(real)), promises);
      const missed = MEETS.filter(({ what }) => !met.has(what));
      const tooTame = missed.filter(({ programs: enough }) => programs >= enough).map(({ what }) => what);
      if (tooTame.length > 0) wrongs.broken.push(`too tame: ${tooTame.join(', ')} was never met`);
      const what = `${programs} programs of up to 20 commands`;
      return {
        ...wrongs,
        unknown: unconfirmed.length,
        what,
        faults: MEETS.length,
        hits: MEETS.length - missed.length,
        repeated: 0,
      };
    } finally {
      await real.pipeline.stop();
    }
  },
};

interface Lane {
  seed: number;
  runs: number;
  lane: number;
}

/** @throws Error with the smallest program that went wrong, and how to play it again */
async function playLane(real: Real, met: Map<string, number>, { seed, runs, lane }: Lane): Promise<void> {
  let played = 0;
  const property = fc.asyncProperty(commands(), async (program) => {
    played += 1;
    const playing: Playing = {
      ...real,
      program: `model-${lane}-${played}`,
      count: (what) => void met.set(what, (met.get(what) ?? 0) + 1),
    };
    const begun: Model = { actions: [] };
    await fc.asyncModelRun(() => ({ model: begun, real: playing }), program);
    for (const action of begun.actions) if (action.status === 'pending') await passTime(playing, action);
  });
  await fc.assert(property, { seed, numRuns: Math.ceil(runs) });
}

async function known({ pipeline, effects }: Real) {
  const { db, client, taskQueue } = pipeline;
  const facts = await readFacts(db, effects);
  return [facts, await readHistories(client, taskQueue, facts.rows)] as const;
}
