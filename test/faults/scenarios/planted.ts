/** Whether the tests are worth anything: bugs are planted one at a time, and each must be caught by the test that is named for it. */
import { inParallel } from '../inParallel.ts';
import { BUGS, type Bug } from '../planted/bugs.ts';
import { type Clone, makeClone } from '../planted/clone.ts';
import { noWrongs, type Scenario } from '../scenario.ts';

const LANES = 2;

export const planted: Scenario = {
  name: 'planted',
  isLong: true,
  async run({ size, say }) {
    const bugs = BUGS.slice(0, size('bugs', BUGS.length, BUGS.length));
    const clones = await Promise.all(Array.from({ length: LANES }, makeClone));
    const free = [...clones];
    const wrongs = noWrongs();
    const rows: string[] = [];
    let caught = 0;
    async function hunt(clone: Clone, bug: Bug): Promise<void> {
      if (!(await clone.passesWithout(bug))) throw new Error(`"${bug.title}" fails without any bug planted`);
      const isCaught = await clone.isCaught(bug);
      if (isCaught) caught += 1;
      else wrongs.broken.push(`not caught: ${bug.name}, by "${bug.title}"`);
      say(`${isCaught ? 'caught' : 'NOT CAUGHT'}: ${bug.name}`);
      rows[bugs.indexOf(bug)] = `| ${bug.name} | ${isCaught ? 'yes' : '**no**'} | \`${bug.test}\`: ${bug.title} |`;
    }
    await inParallel(bugs, LANES, async (bug) => {
      // As many as there are lanes: one is free.
      const clone = free.pop();
      if (clone === undefined) throw new Error('no clone is free');
      await hunt(clone, bug);
      free.push(clone);
    });
    const markdown = ['| planted bug | caught | by |', '|---|---|---|', ...rows].join('\n');
    const what = `${caught} of ${bugs.length} planted bugs caught`;
    return { ...wrongs, what, faults: bugs.length, hits: caught, repeated: 0, unknown: 0, markdown };
  },
};
