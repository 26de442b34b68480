/** What a run found, in a line for a terminal and in a table for docs/reliability.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { temporalInWords } from '../support/chosenTemporal.ts';
import { type Result, type Settings, WRONGS } from './scenario.ts';

export type Played = { name: string; tookS: number } & ({ result: Result } | { error: string });

const DOCS = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));
const MAX_SHOWN = 10;

/** A run in which no fault hit anything in flight proves nothing. */
export function isVoid({ faults, hits }: Result): boolean {
  return faults === 0 || hits === 0;
}

export function isGood(played: Played): boolean {
  if (!('result' in played)) return false;
  const { result } = played;
  return !isVoid(result) && WRONGS.every((kind) => result[kind].length === 0);
}

export function inWords(played: Played): string {
  const { name, tookS } = played;
  if (!('result' in played)) return `✖ ${name} (${tookS} s): ${played.error}`;
  const { result } = played;
  const counts = WRONGS.map((kind) => `${kind} ${result[kind].length}`).join(', ');
  const found = WRONGS.flatMap((kind) => result[kind].map((line) => `    ${kind}: ${line}`));
  const more = found.length > MAX_SHOWN ? [`    and ${found.length - MAX_SHOWN} more`] : [];
  const back = result.recoveredS === undefined ? '' : `, back after ${result.recoveredS} s`;
  const head = `${isGood(played) ? '✔' : '✖'} ${name} (${tookS} s): ${result.what}; ${result.faults} faults, ${
    isVoid(result) ? 'VOID: none hit anything in flight' : `${result.hits} hit something in flight`
  }; ${result.repeated} requests repeated; ${counts}, unknown ${result.unknown}${back}`;
  return [head, ...found.slice(0, MAX_SHOWN), ...more].join('\n');
}

const HEAD =
  '| scenario | what | faults, of which hit | repeated | lost | twice | illegal | not the same | broken answers | unknown | doors open after | took | run |';

/** What stands in the docs between a pair of comments of this name, replaced. @throws where there is no such pair */
function replaced(text: string, name: string, how: (old: string) => string): string {
  const [begin, end] = [`<!-- ${name}: npm run test:faults -- --write -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (from < begin.length || to < from) throw new Error(`${DOCS} has no place for ${name}`);
  return `${text.slice(0, from)}${how(text.slice(from, to))}\n${text.slice(to)}`;
}

/** Writes what was found into the docs; what the scenarios that were not played found before stays. */
export async function writeTable(played: Played[], settings: Settings): Promise<void> {
  let text = replaced(await readFile(DOCS, 'utf8'), 'results', (old) => tableOf(old, played, settings));
  for (const one of played) {
    const markdown = 'result' in one ? one.result.markdown : undefined;
    if (markdown !== undefined) text = replaced(text, one.name, () => markdown);
  }
  await writeFile(DOCS, text);
}

function tableOf(old: string, played: Played[], { seed, short }: Settings): string {
  const rows = new Map<string, string>();
  for (const line of old.split('\n')) {
    const name = /^\| `([^`]+)`/.exec(line)?.[1];
    if (name !== undefined) rows.set(name, line);
  }
  const when = `${new Date().toISOString().slice(0, 10)}${short ? ', short' : ''}, seed ${seed}, ${cpus().length} cores`;
  for (const one of played) rows.set(nameOf(one), rowOf(one, when));
  return [HEAD, `|${'---|'.repeat(HEAD.split('|').length - 2)}`, ...rows.values()].join('\n');
}

/** Each server that a scenario was played on has a row of its own. */
function nameOf({ name }: Played): string {
  return [name, ...temporalInWords()].join(', ');
}

function rowOf(played: Played, when: string): string {
  const { tookS } = played;
  const name = nameOf(played);
  if (!('result' in played)) return `| \`${name}\` | did not come to its end |${' |'.repeat(9)} ${tookS} s | ${when} |`;
  const { result } = played;
  const { what, faults, hits, repeated, unknown, recoveredS } = result;
  const cells = [
    `\`${name}\``,
    what,
    isVoid(result) ? 'void' : `${faults}, ${hits}`,
    repeated,
    ...WRONGS.map((kind) => result[kind].length),
    unknown,
    recoveredS === undefined ? '–' : `${recoveredS} s`,
    `${tookS} s`,
    when,
  ];
  return `| ${cells.join(' | ')} |`;
}
