/** An edit in progress, and how it takes up what was changed elsewhere meanwhile. Free of DOM and React. */
import type { FieldTexts } from '../../domain/form/patch.ts';

/** A field that both sides have changed, each in its own way. What is mine stands in the edit's values. */
export interface Conflict {
  name: string;
  /** As it was when the edit was begun. */
  base: string;
  theirs: string;
}

export interface Edit {
  /** The action's version that a save is made on. */
  version: number;
  /** The texts of that version. */
  base: FieldTexts;
  /** The texts as they are being written. */
  values: FieldTexts;
  /** To be settled by the person before anything is saved. */
  conflicts: readonly Conflict[];
  /** Fields that were changed elsewhere only, and were taken over as they are. */
  taken: readonly string[];
}

export function begin(version: number, base: FieldTexts): Edit {
  return { version, base, values: base, conflicts: [], taken: [] };
}

/** The edit as it was kept, in the form as it is now: what the form has and the edit does not know is as in `now`. */
export function resume(kept: Edit, now: Edit): Edit {
  const within = (values: FieldTexts) =>
    Object.fromEntries(Object.entries(now.base).map(([name, text]) => [name, values[name] ?? text]));
  const edit = {
    ...kept,
    base: within(kept.base),
    values: within(kept.values),
    conflicts: kept.conflicts.filter(({ name }) => Object.hasOwn(now.base, name)),
  };
  return rebase(edit, now.version, now.base);
}

/** The edit with one more text. */
export function change(edit: Edit, name: string, text: string): Edit {
  return { ...edit, values: { ...edit.values, [name]: text } };
}

/** The edit with a conflict settled: with the text as it stands in the edit, or with theirs. */
export function settle(edit: Edit, name: string, choice: 'mine' | 'theirs'): Edit {
  const conflict = edit.conflicts.find((one) => one.name === name);
  if (conflict === undefined) return edit;
  const conflicts = edit.conflicts.filter((one) => one !== conflict);
  return { ...(choice === 'theirs' ? change(edit, name, conflict.theirs) : edit), conflicts };
}

/**
 * The edit on top of a newer version: three-way, field by field. What one side alone has changed is taken as that side
 * has it; what both have changed differently becomes a conflict, and keeps my text until it is settled. The very same
 * edit where there is nothing new.
 *
 * @param theirs the texts of `version`; an older version than the edit's is ignored
 */
export function rebase(edit: Edit, version: number, theirs: FieldTexts): Edit {
  if (version < edit.version) return edit;
  const changed = Object.keys(theirs).filter((name) => theirs[name] !== edit.base[name]);
  if (version === edit.version && changed.length === 0) return edit;
  let { conflicts, taken } = edit;
  const values = { ...edit.values };
  for (const name of changed) {
    const text = theirs[name] ?? '';
    const known = conflicts.find((conflict) => conflict.name === name);
    const base = known?.base ?? edit.base[name] ?? '';
    conflicts = conflicts.filter((conflict) => conflict !== known);
    if (values[name] === text) continue;
    if (known === undefined && values[name] === base) {
      values[name] = text;
      taken = [...taken.filter((one) => one !== name), name];
    } else {
      conflicts = [...conflicts, { name, base, theirs: text }];
    }
  }
  return { version, base: theirs, values, conflicts, taken };
}

/** Whether anything would be lost with the edit. */
export function isChanged({ base, values, conflicts }: Edit): boolean {
  return conflicts.length > 0 || Object.keys(values).some((name) => values[name] !== base[name]);
}
