/** The figures as a Markdown table, each section's between its own markers in docs/performance.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { temporalInWords } from '../../test/support/chosenTemporal.ts';
import type { Section } from '../sections/section.ts';
import { type Column, type Figures, type Goal, isReached, type Measure, ratioOf, rounded } from './figures.ts';

const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const TITLES: Readonly<Record<Column, string>> = {
  polled: 'polled table',
  bare: 'bare Temporal',
  signoff: 'Signoff',
  value: '',
};

/** One line a measure; the figures of several runs stand in one cell, in their order: how far they differ is the noise. */
export function tableOf({ measures, columns }: Section, runs: Figures[]): string {
  const isCompared = columns.includes('bare');
  const heads = ['', ...columns.map((column) => TITLES[column]), ...(isCompared ? ['Signoff ÷ bare', 'goal'] : [])];
  const rows = measures
    .filter((measure) => columns.some((column) => runs.some((run) => run.value(column, measure) !== undefined)))
    .map((measure) => [
      `${measure.title}, ${measure.unit}`.replace(/, $/, ''),
      ...columns.map((column) => cell(runs.map((run) => run.value(column, measure)))),
      ...(isCompared ? [cell(runs.map((run) => ratioOf(run, measure))), goalCell(runs, measure)] : []),
    ]);
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), `|${heads.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

function cell(values: (number | undefined)[]): string {
  if (values.every((value) => value === undefined)) return '';
  return values.map((value) => (value === undefined ? '–' : rounded(value).toLocaleString('en'))).join(' / ');
}

function goalCell(runs: Figures[], measure: Measure): string {
  if (measure.goal === undefined) return '';
  const marks = runs.map((run) => isReached(run, measure));
  return `${inWords(measure.goal)} ${marks.map((mark) => (mark === undefined ? '–' : mark ? '✔' : '✖')).join(' / ')}`;
}

function inWords(goal: Goal): string {
  if ('atMost' in goal) return `≤ ${goal.atMost}`;
  return 'ratioAtLeast' in goal ? `≥ ${goal.ratioAtLeast} ×` : `≤ ${goal.ratioAtMost} ×`;
}

/** Writes a section's figures into docs/performance.md. @throws where it has no place for them */
export function writeTable(section: Section, table: string, conditions: string): void {
  writeFileSync(PAGE, placed(readFileSync(PAGE, 'utf8'), placeOf(section), `${table}\n\n${conditions}`));
}

/** To be known before hours of measuring. @throws where the page has no place for one of them */
export function checkPlaces(sections: Section[]): void {
  const page = readFileSync(PAGE, 'utf8');
  for (const section of sections) placed(page, placeOf(section), '');
}

/** Figures of another Temporal server than the usual one do not replace those of the usual one. */
function placeOf({ name }: Section): string {
  return [name, ...temporalInWords()].join(', ');
}

/** The page with `text` between the markers of that name, instead of what was there. @throws where it has no such markers */
export function placed(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no place for the figures of ${name}`);
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`;
}
