import { TextInput } from '@mantine/core';
import type { Ref } from 'react';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';

interface TimeFieldProps {
  /** "2026-11-03T09:30"; empty where it is not filled in. */
  value: string;
  onChange: (value: string) => void;
  label?: string;
  error?: string;
  autoFocus?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** A date and time, as the clocks of the user's time zone show it; which zone that is stands below it. */
export function TimeField({ value, onChange, label, error, autoFocus, ref }: TimeFieldProps) {
  const { timeZone } = useFormat();
  return (
    <TextInput
      ref={ref}
      type="datetime-local"
      label={label ?? texts.dialogs.times.chosen}
      description={texts.dialogs.times.zone(timeZone)}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      autoFocus={autoFocus}
    />
  );
}
