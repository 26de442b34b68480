/** What the checks have found, as text. */
import type { CheckSection } from '../../domain/check.ts';
import { CommandFailure } from '../errors.ts';
import { cleanLine } from '../words.ts';

/** Prints what was found. @throws CommandFailure naming what is wrong, where anything is */
export function report(sections: CheckSection[]): void {
  console.log(inWords(sections));
  const wrong = sections.flatMap(({ lines }) => lines).filter(({ ok }) => !ok);
  if (wrong.length > 0) throw new CommandFailure('not-right', wrong.map(({ what }) => what).join(', '));
}

/** The sections as text: one line for each thing looked at, and below a wrong one what to do. */
export function inWords(sections: CheckSection[]): string {
  return sections
    .map(({ title, lines }) => {
      const told = lines.flatMap(({ what, ok, detail, todo }) => [
        `  ${ok ? 'ok   ' : 'WRONG'}  ${cleanLine(what)}: ${cleanLine(detail)}`,
        ...(ok || todo === undefined ? [] : [`         → ${cleanLine(todo)}`]),
      ]);
      return [title, ...told].join('\n');
    })
    .join('\n\n');
}
