import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { Field } from '../../domain/form/fields.ts';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import classes from './EditForm.module.css';
import { fromLocal, toLocal } from './localTime.ts';

interface FieldControlProps {
  field: Field;
  value: string;
  /** What is wrong with it, in a sentence. */
  error: string | undefined;
  onChange: (value: string) => void;
}

/** Later years have five digits, which RFC 3339 does not know. */
const LAST_LOCAL_TIME = '9999-12-31T23:59';

/** One field of the form, with its label and what is wrong with it. */
export function FieldControl({ field, value, error, onChange }: FieldControlProps) {
  const { timeZone } = useFormat();
  const { name, control, isRequired, isMain, choices, fallback } = field;
  const shared = {
    name,
    label: labelOf(field),
    required: isRequired,
    error,
    autoComplete: 'off',
    className: control === 'text' || name === 'subject' ? classes.wide : undefined,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  switch (control) {
    case 'text':
      return <Textarea {...shared} value={value} autosize minRows={isMain ? 4 : 2} />;
    case 'choice': {
      const data = choices.map((choice) => ({ value: choice, label: labelOfChoice(choice) }));
      const isOptional = !isRequired && fallback === '';
      return (
        <NativeSelect
          {...shared}
          value={value}
          data={isOptional ? [{ value: '', label: texts.edit.noChoice }, ...data] : data}
        />
      );
    }
    case 'time':
      return (
        <TextInput
          {...shared}
          type="datetime-local"
          max={LAST_LOCAL_TIME}
          description={texts.edit.timeZone(timeZone)}
          value={toLocal(value, timeZone)}
          onChange={(event) => onChange(fromLocal(event.currentTarget.value, timeZone))}
        />
      );
    case 'email':
      return <TextInput {...shared} type="email" value={value} />;
    case 'line':
      return <TextInput {...shared} value={value} />;
  }
}

/** What the field is called; one that the catalogue does not know by its name in the schema: "Due at". */
export function labelOf({ name }: Pick<Field, 'name'>): string {
  return texts.edit.fields[name] ?? readable(name);
}

export function labelOfChoice(choice: string): string {
  return texts.edit.choices[choice] ?? readable(choice);
}

function readable(name: string): string {
  const words = name.replace(/(?<=[a-z0-9])[A-Z]|_/g, (letter) => ` ${letter.replace('_', '').toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
