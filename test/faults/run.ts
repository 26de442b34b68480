/** `npm run test:faults`: plays the scenarios one after another, says what was found, and may write it into the docs. */
import { createRandom } from '../../local/demo/random.ts';
import { reportErrors } from '../../src/cli/errors.ts';
import { stopServers } from '../support/running.ts';
import { inParallel } from './inParallel.ts';
import { readOptions } from './options.ts';
import { inWords, isGood, type Played, writeTable } from './report.ts';
import type { Run, Scenario, Settings } from './scenario.ts';
import { SCENARIOS } from './scenarios/index.ts';

const AT_ONCE_IN_SHORT = 3;
/** The longest of the short ones: begun last they would run alone at the end. */
const BEGIN_WITH = ['paused-worker', 'model', 'lost-answers'];

/** Each has numbers of its own, so that one that is played alone plays as it did among the others. */
function runOf(name: string, settings: Settings): Run {
  const { seed, short, sizes } = settings;
  const own = [...name].reduce((hash, letter) => Math.imul(hash, 31) + letter.charCodeAt(0), seed);
  return {
    ...settings,
    random: createRandom(own),
    size: (what, full, few) => sizes.get(what) ?? (short ? few : full),
  };
}

async function play(scenario: Scenario, settings: Settings): Promise<Played> {
  console.error(`${scenario.name} …`);
  const beganMs = performance.now();
  const tookS = () => Math.round((performance.now() - beganMs) / 1_000);
  try {
    const result = await scenario.run(runOf(scenario.name, settings));
    return { name: scenario.name, result, tookS: tookS() };
  } catch (error) {
    return { name: scenario.name, error: error instanceof Error ? (error.stack ?? '') : String(error), tookS: tookS() };
  }
}

async function main(): Promise<void> {
  const { settings, only, writes } = readOptions(
    process.argv.slice(2),
    SCENARIOS.map(({ name }) => name),
  );
  const { seed, short } = settings;
  const chosen = SCENARIOS.filter(({ name, isLong }) => only?.includes(name) ?? !(short && isLong));
  console.error(`seed ${seed}${short ? ', short' : ''}`);
  const played: Played[] = [];
  try {
    // The short ones mostly wait: for servers to start, to stop, to come back. The long ones load the machine and measure.
    const isFirst = ({ name }: { name: string }) => BEGIN_WITH.includes(name);
    const ordered = [...chosen.filter(isFirst), ...chosen.filter((scenario) => !isFirst(scenario))];
    await inParallel(short ? ordered : chosen, short ? AT_ONCE_IN_SHORT : 1, async (scenario) => {
      const one = await play(scenario, settings);
      played.push(one);
      process.stdout.write(`${inWords(one)}\n`);
    });
  } finally {
    await stopServers();
  }
  if (writes) await writeTable(played, settings);
  const bad = played.filter((one) => !isGood(one));
  process.stdout.write(`${played.length - bad.length} passed, ${bad.length} failed (seed ${seed})\n`);
  process.exit(bad.length === 0 && played.length > 0 ? 0 : 1);
}

await reportErrors('test:faults', main);
