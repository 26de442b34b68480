/** How late what executes by itself is executed: made at a steady rate, so that as many become due each second later on. */
import type { Add, Measure } from '../report/figures.ts';
import { atRate } from '../stand/callers.ts';
import { untilExecuted } from '../stand/settled.ts';
import { create } from '../stand/stand.ts';
import type { System } from '../systems/system.ts';
import type { Section } from './section.ts';

const [SLOW, FAST] = [1, 50];

function late(perSecond: number, by: 'p50' | 'p99', goal?: Measure['goal']): Measure {
  const title = `late at ${perSecond} a second, ${by}`;
  return { title, unit: 'ms', series: `late${perSecond}`, by, goal };
}

export const lateness: Section = {
  name: 'lateness',
  columns: ['polled', 'bare', 'signoff'],
  measures: [
    late(SLOW, 'p50'),
    late(SLOW, 'p99', { atMost: 50 }),
    late(FAST, 'p50'),
    late(FAST, 'p99', { ratioAtMost: 1 }),
  ],
  onStand: async (stand, add, { dueSeconds }) => {
    for (const system of stand.systems) await run(system, add, SLOW, dueSeconds.slow);
    for (const system of stand.systems) await run(system, add, FAST, dueSeconds.fast);
  },
};

async function run(system: System, add: Add, perSecond: number, seconds: number): Promise<void> {
  const made = await atRate(perSecond * seconds, perSecond, (i) => create(system, i, { byItself: true }));
  const executed = await untilExecuted(system, made);
  for (const { id, dueMs = Number.NaN } of made) {
    add(system.name, `late${perSecond}`, (executed.get(id) ?? Number.NaN) - dueMs);
  }
}
