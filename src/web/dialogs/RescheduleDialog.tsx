import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ActionSummary } from '../api/client.ts';
import type { DecisionResult, NewTimes } from '../decide/decisions.ts';
import { whyNot } from '../decide/refusals.ts';
import { useFormat } from '../format.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { texts } from '../texts.ts';
import { ActionList } from './ActionList.tsx';
import { ChoiceOfTime } from './ChoiceOfTime.tsx';
import classes from './dialogs.module.css';
import { AUTO_CHOICES, checkSchedule, EXPIRY_CHOICES, type ScheduleErrors, type ScheduleForm } from './rescheduling.ts';

const words = texts.dialogs.reschedule;

const AS_IT_IS: ScheduleForm = { auto: 'keep', autoAt: '', expiry: 'keep', expiryAt: '' };

interface FormProps {
  action: ActionSummary;
  onClose: () => void;
  onConfirm: (times: NewTimes) => Promise<DecisionResult>;
}

interface RescheduleDialogProps extends Omit<FormProps, 'action'> {
  /** null where it is closed. */
  action: ActionSummary | null;
  opened: boolean;
}

/** Moves the automatic execution, or holds it, and the expiry. Stays open where a refusal is for it to show. */
export function RescheduleDialog({ action, opened, onClose, onConfirm }: RescheduleDialogProps) {
  return (
    <Dialog title={words.title} opened={opened} onClose={onClose}>
      {action !== null && <RescheduleForm action={action} onClose={onClose} onConfirm={onConfirm} />}
    </Dialog>
  );
}

function RescheduleForm({ action, onClose, onConfirm }: FormProps) {
  const format = useFormat();
  const [form, setForm] = useState(AS_IT_IS);
  const [errors, setErrors] = useState<ScheduleErrors>({});
  const [refusal, setRefusal] = useState('');
  const [isSending, setSending] = useState(false);
  const { autoExecuteAt, expiresAt } = action;

  const change = (part: Partial<ScheduleForm>) => {
    setForm({ ...form, ...part });
    setErrors({});
    setRefusal('');
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const checked = checkSchedule(action, form, Date.now(), format.timeZone);
    if (!checked.ok) return setErrors(checked.errors);
    setSending(true);
    const result = await onConfirm(checked.times);
    setSending(false);
    if (result.kind === 'done' || result.shown) return onClose();
    setRefusal(whyNot(result.problem));
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      <ActionList
        label={words.action}
        actions={[action]}
        note={() => (
          <span>
            {autoExecuteAt !== null && `${words.executes(format.dateTime(autoExecuteAt))} · `}
            {words.expires(format.dateTime(expiresAt))}
          </span>
        )}
      />
      {autoExecuteAt === null ? (
        <p className={classes.help}>{words.neverByItself}</p>
      ) : (
        <ChoiceOfTime
          label={words.auto}
          choices={AUTO_CHOICES}
          names={words.autoChoices}
          value={form.auto}
          onChange={(auto) => change({ auto })}
          time={form.autoAt}
          onTime={(autoAt) => change({ autoAt })}
          error={errors.autoExecuteAt}
          autoFocus
        />
      )}
      <ChoiceOfTime
        label={words.expiry}
        choices={EXPIRY_CHOICES}
        names={words.expiryChoices}
        value={form.expiry}
        onChange={(expiry) => change({ expiry })}
        time={form.expiryAt}
        onTime={(expiryAt) => change({ expiryAt })}
        error={errors.expiresAt}
        autoFocus={autoExecuteAt === null}
      />
      <p className={classes.error} role="alert">
        {refusal}
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {texts.dialogs.back}
        </Button>
        <Button type="submit" disabled={isSending}>
          {words.confirm}
        </Button>
      </div>
    </form>
  );
}
