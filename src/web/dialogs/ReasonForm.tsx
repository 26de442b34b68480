import { Button, Kbd, Radio, Textarea } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { texts } from '../texts.ts';
import classes from './dialogs.module.css';
import { isNearEnd, leftOf, PRESETS, type Preset, reasonOf } from './reason.ts';

const { reason: words } = texts.dialogs;

interface ReasonFormProps {
  /** What the button that cancels the actions says. */
  confirm: string;
  onBack: () => void;
  onConfirm: (reason: string) => void;
  /** What is discarded. */
  children: ReactNode;
}

/** Asks why. Digits choose a preset, whatever else one types is the text, Enter confirms. */
export function ReasonForm({ confirm, onBack, onConfirm, children }: ReasonFormProps) {
  const [preset, setPreset] = useState<Preset | null>(null);
  const [text, setText] = useState('');
  const [isAsked, setAsked] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const reason = reasonOf(preset === null ? undefined : words.presets[preset], text);
  const left = leftOf(reason);
  const isMissing = isAsked && reason === '';

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAsked(true);
    if (reason !== '' && left >= 0) return onConfirm(reason);
    // Among the presets a digit still chooses one; in the text it would become the reason itself.
    const faulty = reason === '' ? event.currentTarget.querySelector<HTMLInputElement>('input') : field.current;
    faulty?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    const { key, altKey, ctrlKey, metaKey, shiftKey, nativeEvent } = event;
    if (altKey || ctrlKey || metaKey || nativeEvent.isComposing) return;
    if (event.target === field.current) {
      if (key !== 'Enter' || shiftKey) return;
      event.preventDefault();
      return event.currentTarget.requestSubmit();
    }
    const chosen = PRESETS[Number(key) - 1];
    if (chosen !== undefined) {
      event.preventDefault();
      setPreset(chosen);
      // Where the arrow keys go on from, and what a screen reader then says.
      event.currentTarget.querySelector<HTMLInputElement>(`input[value="${chosen}"]`)?.focus();
    } else if (key.length === 1 && key !== ' ') {
      // The character arrives where the focus is by then.
      field.current?.focus();
    }
  };
  return (
    <form className={classes.form} onSubmit={submit} onKeyDown={onKeyDown} noValidate>
      {children}
      <Radio.Group
        label={words.label}
        value={preset}
        // The values are the presets.
        onChange={(value) => setPreset(value as Preset)}
        error={isMissing ? words.missing : undefined}
        // The focus may be there already: then nothing else would say it.
        errorProps={{ role: 'alert' }}
      >
        <div className={classes.choices}>
          {PRESETS.map((name, index) => (
            <Radio
              key={name}
              value={name}
              // Where the focus is by the time Mantine looks for it: keys may have moved it already.
              data-autofocus={(text === '' && (preset === null ? index === 0 : preset === name)) || undefined}
              label={
                <>
                  {words.presets[name]}{' '}
                  <Kbd size="xs" aria-hidden>
                    {index + 1}
                  </Kbd>
                </>
              }
            />
          ))}
        </div>
      </Radio.Group>
      <Textarea
        ref={field}
        data-autofocus={text !== '' || undefined}
        label={words.words}
        description={words.wordsHelp}
        rows={3}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={left < 0 ? words.left(left) : isMissing}
      />
      <p className={classes.left} role="status">
        {isNearEnd(left) && left >= 0 ? words.left(left) : ''}
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onBack}>
          {texts.dialogs.back}
        </Button>
        <Button type="submit" color="red">
          {confirm}
        </Button>
      </div>
    </form>
  );
}
