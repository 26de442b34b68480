/** What was changed in a text, word by word. Free of DOM and React. */
import { diffWordsWithSpace } from 'diff';

export interface DiffPart {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Past this many words put in or taken out a diff helps nobody, and takes long enough to be felt while typing. */
const MAX_CHANGED_WORDS = 2_000;

/** In their order: all but the added parts make `before`, all but the removed ones make `after`. */
export function wordDiff(before: string, after: string): DiffPart[] {
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MAX_CHANGED_WORDS });
  if (changes === undefined) return replaced(before, after);
  return joined(
    changes.map(({ value, added, removed }) => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      text: value,
    })),
  );
}

const REPLACED_TWICE = 'removed,added,same,removed,added';
const SPACE_IN_LINE = /^[^\S\n]+$/;

/** Words replaced one after the other read as one passage replaced: the spaces between them are part of it. */
function joined(parts: readonly DiffPart[]): DiffPart[] {
  const result: DiffPart[] = [];
  for (const part of parts) {
    result.push(part);
    const run = result.slice(-5);
    const [removed = '', added = '', space = '', nextRemoved = '', nextAdded = ''] = run.map(({ text }) => text);
    if (run.map(({ kind }) => kind).join() === REPLACED_TWICE && SPACE_IN_LINE.test(space)) {
      result.splice(-5, 5, ...replaced(removed + space + nextRemoved, added + space + nextAdded));
    }
  }
  return result;
}

/** All of `before` gone, all of `after` new. */
export function replaced(before: string, after: string): DiffPart[] {
  const parts: DiffPart[] = [
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ];
  return parts.filter(({ text }) => text !== '');
}
