import { Radio } from '@mantine/core';
import { texts } from '../texts.ts';
import classes from './dialogs.module.css';
import type { ScheduleError } from './rescheduling.ts';
import { TimeField } from './TimeField.tsx';

interface ChoiceOfTimeProps<Choice extends string> {
  label: string;
  /** `chosen` is the one that asks for a date and time. */
  choices: readonly Choice[];
  names: Record<Choice, string>;
  value: Choice;
  onChange: (value: Choice) => void;
  /** As an input of type datetime-local has it. */
  time: string;
  onTime: (time: string) => void;
  error: ScheduleError | undefined;
  /** Whether the dialog begins here. */
  autoFocus: boolean;
}

/** One of several times, or one of one's own; what is wrong with it stands beside it. */
export function ChoiceOfTime<Choice extends string>(props: ChoiceOfTimeProps<Choice>) {
  const { label, choices, names, value, onChange, time, onTime, autoFocus } = props;
  const error = props.error === undefined ? undefined : texts.dialogs.times.errors[props.error];
  const asksForTime = value === 'chosen';
  return (
    <div>
      <Radio.Group
        label={label}
        value={value}
        // The values are the choices.
        onChange={(chosen) => onChange(chosen as Choice)}
        error={asksForTime ? undefined : error}
      >
        <div className={classes.choices}>
          {choices.map((choice) => (
            <Radio
              key={choice}
              value={choice}
              label={names[choice]}
              data-autofocus={(autoFocus && choice === value) || undefined}
            />
          ))}
        </div>
      </Radio.Group>
      {asksForTime && <TimeField value={time} onChange={onTime} error={error} />}
    </div>
  );
}
