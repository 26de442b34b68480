import { Checkbox, TextInput } from '@mantine/core';
import { WEEKDAYS } from '../../domain/workingHours.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { texts } from '../texts.ts';
import classes from './HoursFieldset.module.css';
import type { HoursErrors, HoursFields } from './hoursForm.ts';

const words = texts.sending.hours;

interface HoursFieldsetProps {
  legend: string;
  help?: string;
  fields: HoursFields;
  errors: HoursErrors;
  onChange: (fields: HoursFields) => void;
}

/** On which days and between which hours somebody works. */
export function HoursFieldset({ legend, help, fields, errors, onChange }: HoursFieldsetProps) {
  const of = (field: 'from' | 'to' | 'country' | 'daysOff') => ({
    ...words[field],
    value: fields[field],
    error: errors[field],
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...fields, [field]: event.currentTarget.value }),
  });
  const toggle = (day: (typeof WEEKDAYS)[number], isOn: boolean) =>
    onChange({ ...fields, days: WEEKDAYS.filter((one) => (one === day ? isOn : fields.days.includes(one))) });
  return (
    <fieldset className={dialogs.fields}>
      <legend className={dialogs.label}>{legend}</legend>
      {help !== undefined && <p className={dialogs.help}>{help}</p>}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset within the fieldset would be read as another form */}
      <div className={classes.row} role="group" aria-label={words.days}>
        {WEEKDAYS.map((day) => (
          <Checkbox
            key={day}
            label={words.dayNames[day]}
            checked={fields.days.includes(day)}
            onChange={(event) => toggle(day, event.currentTarget.checked)}
          />
        ))}
      </div>
      {errors.days !== undefined && (
        <p className={dialogs.error} role="alert">
          {errors.days}
        </p>
      )}
      <div className={classes.row}>
        <TextInput {...of('from')} maxLength={5} w={96} />
        <TextInput {...of('to')} maxLength={5} w={96} />
      </div>
      <TextInput {...of('country')} maxLength={6} maw={480} />
      <TextInput {...of('daysOff')} maxLength={5_000} maw={480} />
    </fieldset>
  );
}
