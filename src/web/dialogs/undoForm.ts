/** The undo windows of the settings, as their form's fields hold them. */
import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { MAX_UNDO_SECONDS } from '../../domain/decide.ts';
import type { ActionType, Problem, Settings } from '../api/client.ts';

/** What each field holds; empty: as the workspace has it. */
export type UndoFields = Record<ActionType, string>;
export type UndoErrors = Partial<Record<ActionType, string>>;

const WHOLE_NUMBER = /^\d{1,4}$/;

export function undoFieldsOf({ undoSeconds = {} }: Settings): UndoFields {
  return byType((type) => undoSeconds[type]?.toString() ?? '');
}

/** Which fields hold neither a whole number of seconds that is allowed nor nothing. */
export function invalidFields(fields: UndoFields): ActionType[] {
  return ACTION_TYPES.filter((type) => {
    const text = fields[type].trim();
    return text !== '' && !(WHOLE_NUMBER.test(text) && Number(text) <= MAX_UNDO_SECONDS);
  });
}

/** The settings with these windows; everything else in them stays as it is. */
export function withUndo(own: Settings, fields: UndoFields): Settings {
  const chosen = ACTION_TYPES.filter((type) => fields[type].trim() !== '');
  return { ...own, undoSeconds: Object.fromEntries(chosen.map((type) => [type, Number(fields[type])])) };
}

/** What the API finds wrong, beside its field. */
export function errorsOf({ errors = [] }: Problem): UndoErrors {
  return Object.fromEntries(
    ACTION_TYPES.flatMap((type) => {
      const error = errors.find(({ pointer }) => pointer.endsWith(`/undoSeconds/${type}`));
      return error === undefined ? [] : [[type, error.detail]];
    }),
  );
}

function byType(value: (type: ActionType) => string): UndoFields {
  // fromEntries forgets the keys' type; these are all of them.
  return Object.fromEntries(ACTION_TYPES.map((type) => [type, value(type)])) as UndoFields;
}
