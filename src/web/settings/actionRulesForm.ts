/** What executes by itself, and how long an approval can be undone, as the form's fields hold it. Free of DOM and React. */
import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { autoExecuteRule, MAX_DELAY_MINUTES } from '../../domain/autoExecute.ts';
import { MAX_UNDO_SECONDS } from '../../domain/decide.ts';
import type { ActionType, Problem, Settings } from '../api/client.ts';

/** `inherit`: as the workspace has it, or, of the workspace, as Signoff has it. */
export const AUTO = ['inherit', 'never', 'after'] as const;
export type Auto = (typeof AUTO)[number];

export interface ActionFields {
  auto: Auto;
  delayMinutes: string;
  /** Empty: inherited. */
  undoSeconds: string;
}
export type RulesFields = Record<ActionType, ActionFields>;
export type FieldErrors = Partial<Record<'delayMinutes' | 'undoSeconds', string>>;
export type RulesErrors = Partial<Record<ActionType, FieldErrors>>;

/** @param inherited what holds where nothing is chosen: its delay stands in the field of whoever begins to choose */
export function rulesFieldsOf(chosen: Settings, inherited: Settings): RulesFields {
  return byType((type) => {
    const rule = chosen.autoExecute?.[type];
    const { autoExecuteDelayMinutes } = autoExecuteRule(chosen, inherited, type);
    return {
      auto: rule === undefined ? 'inherit' : rule.enabled ? 'after' : 'never',
      delayMinutes: String(autoExecuteDelayMinutes),
      undoSeconds: chosen.undoSeconds?.[type]?.toString() ?? '',
    };
  });
}

/** Which fields hold no whole number that is allowed, with the most that is. */
export function invalidFields(fields: RulesFields): { type: ActionType; field: keyof FieldErrors; max: number }[] {
  return ACTION_TYPES.flatMap((type) => {
    const { auto, delayMinutes, undoSeconds } = fields[type];
    const wrong = [];
    if (auto === 'after' && !isWholeUpTo(delayMinutes, MAX_DELAY_MINUTES))
      wrong.push({ type, field: 'delayMinutes' as const, max: MAX_DELAY_MINUTES });
    if (undoSeconds.trim() !== '' && !isWholeUpTo(undoSeconds, MAX_UNDO_SECONDS))
      wrong.push({ type, field: 'undoSeconds' as const, max: MAX_UNDO_SECONDS });
    return wrong;
  });
}

/** The settings with what the fields say; everything else in them stays as it is. */
export function withRules<S extends Settings>(settings: S, fields: RulesFields): S {
  const types = (isChosen: (fields: ActionFields) => boolean) => ACTION_TYPES.filter((type) => isChosen(fields[type]));
  const rules = types(({ auto }) => auto !== 'inherit').map((type) => {
    const { auto, delayMinutes } = fields[type];
    // Switched off, the delay is kept for when it is switched on again.
    const minutes = isWholeUpTo(delayMinutes, MAX_DELAY_MINUTES) ? Number(delayMinutes) : 0;
    return [type, { enabled: auto === 'after', autoExecuteDelayMinutes: minutes }];
  });
  const windows = types(({ undoSeconds }) => undoSeconds.trim() !== '').map((type) => [
    type,
    Number(fields[type].undoSeconds),
  ]);
  return { ...settings, autoExecute: Object.fromEntries(rules), undoSeconds: Object.fromEntries(windows) };
}

/** What the API finds wrong, beside its field. */
export function errorsOf({ errors = [] }: Problem): RulesErrors {
  const at = (pointer: string) => errors.find((error) => error.pointer === pointer)?.detail;
  return Object.fromEntries(
    ACTION_TYPES.flatMap((type) => {
      const delayMinutes = at(`/autoExecute/${type}/autoExecuteDelayMinutes`);
      const undoSeconds = at(`/undoSeconds/${type}`);
      if (delayMinutes === undefined && undoSeconds === undefined) return [];
      return [[type, { ...(delayMinutes && { delayMinutes }), ...(undoSeconds && { undoSeconds }) }]];
    }),
  );
}

function isWholeUpTo(text: string, max: number): boolean {
  return /^\d{1,5}$/.test(text.trim()) && Number(text) <= max;
}

function byType(value: (type: ActionType) => ActionFields): RulesFields {
  // fromEntries forgets the keys' type; these are all of them.
  return Object.fromEntries(ACTION_TYPES.map((type) => [type, value(type)])) as RulesFields;
}
