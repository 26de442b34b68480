import { type RefObject, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Field } from '../../domain/form/fields.ts';
import { type FieldTexts, patchOf } from '../../domain/form/patch.ts';
import type { ActionDetail, Problem } from '../api/client.ts';
import type { DecisionResult, Decisions } from '../decide/decisions.ts';
import { whyNot } from '../decide/refusals.ts';
import { announce, notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import { errorsByField, flawOf } from './check.ts';
import type { Editing } from './useEdit.ts';

type Errors = Readonly<Record<string, string>>;

interface SaveProps {
  action: ActionDetail;
  decisions: Decisions;
  fields: readonly Field[];
  editing: Editing;
  form: RefObject<HTMLFormElement | null>;
  merge: RefObject<HTMLElement | null>;
  onDone: () => void;
}

/** Saving an edit: what is wrong with it stands beside its field, and the first such field has the focus. */
export function useSave({ action, decisions, fields, editing, form, merge, onDone }: SaveProps) {
  const [errors, setErrors] = useState<Errors>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  const { edit } = editing;

  async function save(andApprove: boolean): Promise<void> {
    if (isSaving) return;
    setProblem(null);
    if (edit.conflicts.length > 0) {
      merge.current?.focus();
      return announce(texts.edit.merge.settleFirst);
    }
    const flaws = flawsOf(fields, edit.values);
    if (Object.keys(flaws).length > 0) return showErrors(flaws);
    const params = patchOf(edit.base, edit.values, fields);
    const isSame = Object.keys(params).length === 0;
    if (isSame && !andApprove) return notify({ kind: 'info', text: texts.edit.unchanged });

    setErrors({});
    setSaving(true);
    const on = { ...action, version: edit.version };
    const result = await (andApprove ? decisions.approve(on, isSame ? {} : { params }) : decisions.edit(on, params));
    setSaving(false);
    finish(result);
  }

  function finish(result: DecisionResult): void {
    if (result.kind === 'done') {
      editing.saved(result.answer.version);
      onDone();
    } else if (result.problem.code === 'stale-version') {
      editing.learn(result.problem);
    } else if (!result.shown) {
      showProblem(result.problem);
    }
  }

  function showProblem(refusal: Problem): void {
    const { byField, others } = errorsByField(refusal.errors ?? [], fields);
    const isBesideFields = others.length === 0 && Object.keys(byField).length > 0;
    setProblem(isBesideFields ? null : [whyNot(refusal), ...others].join(' '));
    if (Object.keys(byField).length > 0) showErrors(byField);
  }

  function showErrors(found: Errors): void {
    // At once: the field that takes the focus must be described by its error already.
    flushSync(() => setErrors(found));
    announce(texts.edit.flawsFound(Object.keys(found).length));
    const first = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const folded = first?.closest('details');
    if (folded != null) folded.open = true;
    first?.focus();
  }

  const clear = (name: string) => setErrors(({ [name]: _gone, ...others }) => others);
  return { errors, problem, isSaving, save, clear };
}

function flawsOf(fields: readonly Field[], values: FieldTexts): Errors {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = values[field.name] ?? '';
      const flaw = flawOf(field, value);
      if (flaw === null) return [];
      return [[field.name, texts.edit.flaws[flaw](field.maxLength, value.length - field.maxLength)]];
    }),
  );
}
