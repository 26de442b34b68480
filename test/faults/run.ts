/** `npm run test:faults`: plays the scenarios one after another, says what was found, and may write it into the docs. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createRandom } from '../../local/demo/random.ts';
import { stopServers } from '../support/running.ts';
import { inWords, isGood, type Played, writeTable } from './report.ts';
import type { Run, Scenario, Settings } from './scenario.ts';
import { SCENARIOS } from './scenarios/index.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    size: { type: 'string', multiple: true, default: [] },
    write: { type: 'boolean', default: false },
  },
});

const settings: Settings = {
  seed: values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed),
  short: values.short,
  sizes: new Map(values.size.map(readSize)),
  say: (line) => console.error(`  ${line}`),
};

/** `actions=200`. */
function readSize(given: string): [string, number] {
  const [name = '', number] = given.split('=');
  if (!Number.isInteger(Number(number))) throw new Error(`--size ${given}: name=number is wanted`);
  return [name, Number(number)];
}

function chosen(): Scenario[] {
  const names = values.only?.split(',');
  const unknown = names?.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name)) ?? [];
  if (unknown.length > 0) throw new Error(`no such scenario: ${unknown.join(', ')}`);
  return SCENARIOS.filter(({ name, isLong }) => names?.includes(name) ?? !(settings.short && isLong));
}

/** Each has numbers of its own, so that one that is played alone plays as it did among the others. */
function runOf(name: string): Run {
  const { seed, short, sizes } = settings;
  const own = [...name].reduce((hash, letter) => Math.imul(hash, 31) + letter.charCodeAt(0), seed);
  return {
    ...settings,
    random: createRandom(own),
    size: (what, full, few) => sizes.get(what) ?? (short ? few : full),
  };
}

async function play(scenario: Scenario): Promise<Played> {
  console.error(`${scenario.name} …`);
  const beganMs = performance.now();
  const tookS = () => Math.round((performance.now() - beganMs) / 1_000);
  try {
    const result = await scenario.run(runOf(scenario.name));
    return { name: scenario.name, result, tookS: tookS() };
  } catch (error) {
    return { name: scenario.name, error: error instanceof Error ? (error.stack ?? '') : String(error), tookS: tookS() };
  }
}

console.error(`seed ${settings.seed}${settings.short ? ', short' : ''}`);
const played: Played[] = [];
try {
  for (const scenario of chosen()) {
    const one = await play(scenario);
    played.push(one);
    process.stdout.write(`${inWords(one)}\n`);
  }
} finally {
  await stopServers();
}
if (values.write) await writeTable(played, settings);
const bad = played.filter((one) => !isGood(one));
process.stdout.write(`${played.length - bad.length} passed, ${bad.length} failed (seed ${settings.seed})\n`);
process.exit(bad.length === 0 && played.length > 0 ? 0 : 1);
