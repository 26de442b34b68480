import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { autoExecuteRule, undoSecondsOf } from '../../domain/autoExecute.ts';
import type { ActionType, Settings } from '../api/client.ts';
import { asProblem } from '../decide/refusals.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { texts } from '../texts.ts';
import {
  type ActionFields,
  AUTO,
  errorsOf,
  invalidFields,
  type RulesErrors,
  rulesFieldsOf,
  withRules,
} from './actionRulesForm.ts';
import type { RulesProps } from './rulesProps.ts';
import classes from './SettingsScreen.module.css';
import { useHistory } from './useHistory.ts';

const words = texts.settings.actions;
const NOTHING_TYPED = rulesFieldsOf({}, {});

/** What executes by itself, and how long an approval can be undone: for each type of action. */
export function ActionRules({ level, chosen, inherited, mayChange, save }: RulesProps) {
  const history = useHistory('actionType', level === 'own' ? 'own' : 'team');
  const [fields, setFields] = useState(() => rulesFieldsOf(chosen, inherited));
  const [errors, setErrors] = useState<RulesErrors>({});
  const [problem, setProblem] = useState('');
  const [said, setSaid] = useState('');
  const [isSaving, setSaving] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const invalid = invalidFields(fields);
    const found: RulesErrors = {};
    for (const { type, field, max } of invalid) found[type] = { ...found[type], [field]: words.invalid(max) };
    setErrors(found);
    setProblem('');
    setSaid('');
    if (invalid.length > 0) return;
    setSaving(true);
    try {
      await save((settings) => withRules(settings, fields));
      setSaid(words.saved);
    } catch (error) {
      const refusal = asProblem(error);
      setErrors(errorsOf(refusal));
      setProblem(`${words.notSaved} ${texts.problem(refusal)}`);
    } finally {
      setSaving(false);
    }
  };
  const change = (type: ActionType, some: Partial<ActionFields>) =>
    setFields((now) => ({ ...now, [type]: { ...now[type], ...some } }));
  return (
    <form className={dialogs.form} onSubmit={(event) => void submit(event)} noValidate>
      <p className={dialogs.help}>{words.help[level]}</p>
      <ul className={classes.rules}>
        {ACTION_TYPES.map((type) => (
          <Row
            key={type}
            type={type}
            level={level}
            inherited={inherited}
            fields={fields[type]}
            errors={errors[type] ?? {}}
            holds={withRules(chosen, fields)}
            mayChange={mayChange}
            history={history(type)}
            onChange={(some) => change(type, some)}
          />
        ))}
      </ul>
      <p className={dialogs.error} role="alert">
        {problem}
      </p>
      <p className={dialogs.left} role="status">
        {said}
      </p>
      {mayChange && (
        <Button type="submit" w="fit-content" disabled={isSaving}>
          {words.save}
        </Button>
      )}
    </form>
  );
}

interface RowProps extends Pick<RulesProps, 'level' | 'inherited' | 'mayChange'> {
  type: ActionType;
  fields: ActionFields;
  errors: RulesErrors[ActionType] & object;
  /** What would be chosen were it saved as it stands. */
  holds: Settings;
  history: string;
  onChange: (some: Partial<ActionFields>) => void;
}

function Row({ type, level, inherited, fields, errors, holds, mayChange, history, onChange }: RowProps) {
  const byDefault = autoExecuteRule({}, inherited, type);
  const rule = autoExecuteRule(holds, inherited, type);
  const undoSeconds = undoSecondsOf(holds, inherited, type);
  const inherit = words.choices.inherit[level](words.rule(byDefault));
  return (
    <li className={classes.rule}>
      <h3 className={classes.name}>{texts.actionTypes[type]}</h3>
      <div className={classes.fields}>
        <NativeSelect
          size="xs"
          label={words.auto}
          aria-label={words.of(type, words.auto)}
          value={fields.auto}
          disabled={!mayChange}
          onChange={({ currentTarget: { value } }) =>
            onChange({ auto: AUTO.find((one) => one === value) ?? 'inherit' })
          }
          data={AUTO.map((value) => ({ value, label: value === 'inherit' ? inherit : words.choices[value] }))}
        />
        {fields.auto === 'after' && (
          <TextInput
            size="xs"
            w={120}
            inputMode="numeric"
            label={words.delay}
            aria-label={words.of(type, words.delay)}
            value={fields.delayMinutes}
            error={errors.delayMinutes}
            disabled={!mayChange}
            onChange={({ currentTarget: { value } }) => onChange({ delayMinutes: value })}
          />
        )}
        <TextInput
          size="xs"
          w={120}
          inputMode="numeric"
          label={words.undo}
          aria-label={words.of(type, words.undo)}
          placeholder={String(undoSecondsOf({}, inherited, type))}
          value={fields.undoSeconds}
          error={errors.undoSeconds}
          disabled={!mayChange}
          onChange={({ currentTarget: { value } }) => onChange({ undoSeconds: value })}
        />
      </div>
      <p className={classes.effect}>
        {invalidFields({ ...NOTHING_TYPED, [type]: fields }).length === 0 && words.willDo(rule, undoSeconds)} {history}
      </p>
    </li>
  );
}
