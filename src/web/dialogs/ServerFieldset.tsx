import { NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { texts } from '../texts.ts';
import classes from './dialogs.module.css';
import type { Encryption, Protocol, ServerFields } from './mailboxForm.ts';

const words = texts.dialogs.mailbox;
const ENCRYPTIONS = Object.entries(words.encryptions).map(([value, label]) => ({ value, label }));

interface ServerFieldsetProps {
  protocol: Protocol;
  fields: ServerFields;
  error: string | undefined;
  onChange: (some: Partial<ServerFields>) => void;
}

/** One mail server to be set: what is left empty stays as it is. */
export function ServerFieldset({ protocol, fields, error, onChange }: ServerFieldsetProps) {
  return (
    <fieldset className={classes.fields}>
      <legend className={classes.label}>{words.newServers[protocol]}</legend>
      <TextInput
        label={words.host}
        placeholder={words.hostExample}
        value={fields.host}
        error={error}
        maxLength={260}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ host: event.currentTarget.value })}
      />
      <NativeSelect
        label={words.encryption}
        data={ENCRYPTIONS}
        value={fields.encryption}
        onChange={(event) => onChange({ encryption: encryptionOf(event.currentTarget.value) })}
      />
      <TextInput
        label={words.user}
        value={fields.user}
        maxLength={254}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ user: event.currentTarget.value })}
      />
      <PasswordInput
        label={words.password}
        value={fields.password}
        maxLength={500}
        // Not the one of Signoff: browsers offer theirs for that otherwise.
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': words.showPassword, 'aria-hidden': false, tabIndex: 0 }}
        onChange={(event) => onChange({ password: event.currentTarget.value })}
      />
    </fieldset>
  );
}

function encryptionOf(value: string): Encryption {
  return value === 'starttls' ? 'starttls' : 'tls';
}
