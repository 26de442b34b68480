/** CSV as RFC 4180 has it, safe to open in a spreadsheet. */

/** Null and what is absent are an empty cell, times RFC 3339 in UTC. */
export type Cell = string | number | Date | null | undefined;

/**
 * What a spreadsheet would take for the beginning of a formula (OWASP, "CSV Injection"); the wide forms count as well.
 * Names and addresses come from outside: =HYPERLINK(…) as a company's name would send the sheet's reader somewhere.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** What has to stand in quotes; with the blanks at its ends, which some readers cut. */
const SPECIAL = /[",\t\r\n]|^\s|\s$/;

/** One record with its line end. A text that a spreadsheet would reckon with gets an apostrophe before it; a number does not. */
export function csvRecord(cells: readonly Cell[]): string {
  return `${cells.map(fieldOf).join(',')}\r\n`;
}

function fieldOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  if (cell instanceof Date) return cell.toISOString();
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
