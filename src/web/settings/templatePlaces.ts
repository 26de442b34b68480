/** Places in a template's text, as lines and columns that begin with 1. Free of DOM and React. */
import type { Problem } from '../api/client.ts';

export interface Flaw {
  field: 'subject' | 'body';
  line: number;
  column: number;
  message: string;
}

/** What the API finds wrong with a template that was to be kept. */
export function flawsOf({ errors = [] }: Problem): Flaw[] {
  return errors.flatMap(({ pointer, detail }) => {
    const field = (['subject', 'body'] as const).find((name) => pointer === `/${name}`);
    const found = /^line (\d+), column (\d+): (.*)$/s.exec(detail);
    if (field === undefined) return [];
    const [, line = '1', column = '1', message = detail] = found ?? [];
    return [{ field, line: Number(line), column: Number(column), message }];
  });
}

/** Where in the text it is; its end where there is no such place any more. */
export function indexOf(text: string, { line, column }: Pick<Flaw, 'line' | 'column'>): number {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return Math.min(before + column - 1, text.length);
}
