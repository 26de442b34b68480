import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { undoSecondsOf } from '../../domain/autoExecute.ts';
import type { SettingsAnswer } from '../api/client.ts';
import { asProblem } from '../decide/refusals.ts';
import { useFormat } from '../format.ts';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import classes from './dialogs.module.css';
import { errorsOf, invalidFields, type UndoErrors, undoFieldsOf } from './undoForm.ts';
import { useSaveUndo } from './useSettings.ts';

const words = texts.dialogs.settings;
const MINUTE_MS = 60_000;

/** A row for each action type. */
export function SettingsForm({ settings, onClose }: { settings: SettingsAnswer; onClose: () => void }) {
  const { own, workspace, effective } = settings;
  const format = useFormat();
  const save = useSaveUndo();
  const [fields, setFields] = useState(() => undoFieldsOf(own));
  const [errors, setErrors] = useState<UndoErrors>({});
  const [problem, setProblem] = useState('');
  const [isSaving, setSaving] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  // The dialog has given the focus to its close button by now, as the form was still loading.
  useEffect(() => first.current?.focus(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const invalid = invalidFields(fields);
    setErrors(Object.fromEntries(invalid.map((type) => [type, words.invalid])));
    setProblem('');
    if (invalid.length > 0) return;
    setSaving(true);
    try {
      await save(fields);
      notify({ kind: 'info', text: words.saved });
      onClose();
    } catch (error) {
      const refusal = asProblem(error);
      setErrors(errorsOf(refusal));
      setProblem(`${words.notSaved} ${refusal.detail}`);
    } finally {
      setSaving(false);
    }
  };
  const automatic = (type: keyof typeof fields) => {
    const rule = effective.autoExecute[type];
    if (rule?.enabled !== true) return words.never;
    return words.after(format.left(rule.autoExecuteDelayMinutes * MINUTE_MS));
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      <table className={classes.settings}>
        <caption className={classes.help}>{words.help}</caption>
        <thead>
          <tr>
            <th scope="col" className={classes.heading}>
              {words.actionType}
            </th>
            <th scope="col" className={classes.heading}>
              {words.undo}
            </th>
            <th scope="col" className={classes.heading}>
              {words.auto}
            </th>
          </tr>
        </thead>
        <tbody>
          {ACTION_TYPES.map((type, index) => (
            <tr key={type}>
              <th scope="row">{texts.actionTypes[type]}</th>
              <td>
                <TextInput
                  size="xs"
                  inputMode="numeric"
                  aria-label={words.undoOf(texts.actionTypes[type])}
                  placeholder={words.inherited(undoSecondsOf({}, workspace, type))}
                  value={fields[type]}
                  onChange={(event) => setFields({ ...fields, [type]: event.currentTarget.value })}
                  error={errors[type]}
                  ref={index === 0 ? first : undefined}
                />
              </td>
              <td>{automatic(type)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.error} role="alert">
        {problem}
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {texts.dialogs.back}
        </Button>
        <Button type="submit" disabled={isSaving}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}
