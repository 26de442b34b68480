import { stripVTControlCharacters, styleText } from 'node:util';

export interface TableOptions {
  headings?: string[];
  /** Characters to a line; the last column is cut to it. Without it nothing is cut. */
  width?: number;
}

const GAP = 2;

/** Rows in aligned columns, without blanks at the end of lines. Cells may be coloured; widths count code points. */
export function table(rows: string[][], { headings, width }: TableOptions = {}): string {
  const all = headings === undefined ? rows : [headings.map((heading) => styleText('dim', heading)), ...rows];
  const widths: number[] = [];
  for (const row of all) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, length(cell));
    });
  }
  return all.map((row) => line(row, widths, width)).join('\n');
}

function line(row: string[], widths: number[], width = Number.POSITIVE_INFINITY): string {
  const last = row.length - 1;
  const left = widths.slice(0, last).reduce((sum, each) => sum + each + GAP, 0);
  const cells = row.map((cell, column) =>
    column === last
      ? cut(cell, Math.max(width - left, 1))
      : cell + ' '.repeat((widths[column] ?? 0) - length(cell) + GAP),
  );
  return cells.join('').trimEnd();
}

/** Text of at most so many code points, the last of them "…" where it was longer; a colour is lost in cutting. */
export function cut(text: string, max: number): string {
  if (length(text) <= max) return text;
  const points = Array.from(stripVTControlCharacters(text));
  return `${points
    .slice(0, max - 1)
    .join('')
    .trimEnd()}…`;
}

/** The terminal's width in characters; undefined where the output is no terminal, so that pipes get everything. */
export function terminalWidth(): number | undefined {
  const told = Number(process.env.COLUMNS);
  return process.stdout.columns ?? (told > 0 ? told : undefined);
}

function length(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}
