/**
 * `npm run bench`: Signoff beside bare Temporal and beside the polled table that it replaces, interleaved in one run on the same
 * servers. One JSON line a figure; tables into docs/performance.md.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { reportErrors } from '../src/cli/errors.ts';
import { temporalInWords } from '../test/support/chosenTemporal.ts';
import { stopServers } from '../test/support/running.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { createFigures, type Figures, isReached, rounded } from './report/figures.ts';
import { checkPlaces, tableOf, writeTable } from './report/tables.ts';
import { burst } from './sections/burst.ts';
import { growth } from './sections/growth.ts';
import { history } from './sections/history.ts';
import { lateness } from './sections/lateness.ts';
import { queueReads } from './sections/queue.ts';
import { screen } from './sections/screen.ts';
import type { Section } from './sections/section.ts';
import { throughput } from './sections/throughput.ts';
import { webhooks } from './sections/webhooks.ts';
import { type Stand, startStand } from './stand/stand.ts';
import { noteStatements } from './stand/statements.ts';

/** Growth comes last: it leaves thousands waiting. */
const SECTIONS: Section[] = [history, throughput, lateness, burst, webhooks, queueReads, screen, growth];

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) return console.log(USAGE);
  const names = SECTIONS.map(({ name }) => name);
  const options = readOptions(args, names);
  const sections = SECTIONS.filter(({ name }) => options.only?.includes(name) ?? true);
  if (!options.quick) checkPlaces(sections);
  const found = new Map(sections.map((section): [Section, Figures[]] => [section, []]));
  try {
    for (const isOnStand of [true, false]) {
      // What starts servers of its own comes after all that shares the stand's: those stay to the end, and would work beside them.
      const part = sections.filter(({ onStand }) => (onStand !== undefined) === isOnStand);
      for (let run = 1; run <= options.runs && part.length > 0; run += 1) await runAll(part, options, run, found);
    }
  } finally {
    await stopServers();
  }
  for (const [section, figures] of found) {
    const table = tableOf(section, figures);
    console.log(`\n${section.name}\n\n${table}`);
    if (!options.quick) writeTable(section, table, conditions());
  }
}

/** Each run has new servers, so that it begins as the one before did. */
async function runAll(
  sections: Section[],
  options: Options,
  run: number,
  found: ReadonlyMap<Section, Figures[]>,
): Promise<void> {
  const needsStand = sections.some(({ onStand }) => onStand !== undefined);
  const stand = needsStand ? await startStand(options.profileDir) : undefined;
  for (const section of sections) {
    const figures = createFigures();
    await measure(section, stand, figures, options);
    print(section, figures, run);
    found.get(section)?.push(figures);
  }
  await stand?.stop();
}

async function measure(section: Section, stand: Stand | undefined, figures: Figures, options: Options): Promise<void> {
  const { profileDir, sizes } = options;
  await section.alone?.(figures.add, sizes);
  if (stand === undefined || section.onStand === undefined) return;
  const statements = profileDir === undefined ? undefined : await noteStatements(stand);
  await section.onStand(stand, figures.add, sizes);
  for (const line of (await statements?.()) ?? []) console.log(JSON.stringify({ bench: section.name, ...line }));
}

function print({ name, measures, columns }: Section, figures: Figures, run: number): void {
  for (const measure of measures) {
    for (const column of columns) {
      const value = figures.value(column, measure);
      if (value === undefined) continue;
      const reached = column === 'signoff' ? isReached(figures, measure) : undefined;
      const { title: what, unit } = measure;
      const line = { bench: name, run, system: column, what, value: rounded(value), unit };
      console.log(JSON.stringify({ ...line, n: figures.count(column, measure), reached }));
    }
  }
}

/** Where, and by which command, the figures came to be. */
function conditions(): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = [`${cpus().length} cores`, `Node ${process.versions.node}`, ...temporalInWords()].join(', ');
  const command = ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ');
  return `\`${command}\` on ${new Date().toISOString().slice(0, 10)}, after ${commit}, ${machine}.`;
}

await reportErrors('bench', main);
