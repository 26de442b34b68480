import { Button, Checkbox, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../../domain/webhooks.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { texts } from '../texts.ts';
import classes from './admin.module.css';

const words = texts.admin.outgoingWebhooks;

/** What an administrator says of one to be added. */
export interface NewEndpoint {
  url: string;
  eventTypes: WebhookEvent[];
}

interface EndpointFormProps {
  isBusy: boolean;
  /** Answers whether it was added. */
  add: (endpoint: NewEndpoint) => Promise<boolean>;
}

/** Where events are to be sent, and which. */
export function EndpointForm({ isBusy, add }: EndpointFormProps) {
  const [url, setUrl] = useState('');
  const [eventTypes, setEventTypes] = useState<WebhookEvent[]>([...WEBHOOK_EVENTS]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await add({ url: url.trim(), eventTypes })) setUrl('');
  };
  return (
    <form className={classes.top} onSubmit={(event) => void submit(event)} aria-label={words.title}>
      <TextInput
        label={words.url}
        placeholder={words.urlPlaceholder}
        value={url}
        w={320}
        required
        maxLength={2_000}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <fieldset className={dialogs.fields}>
        <legend className={dialogs.label}>{words.events}</legend>
        <div className={classes.choices}>
          {WEBHOOK_EVENTS.map((type) => (
            <Checkbox
              key={type}
              label={words.eventNames[type]}
              checked={eventTypes.includes(type)}
              onChange={({ currentTarget: { checked } }) =>
                setEventTypes((now) => (checked ? [...now, type] : now.filter((each) => each !== type)))
              }
            />
          ))}
        </div>
      </fieldset>
      <Button type="submit" loading={isBusy} disabled={eventTypes.length === 0}>
        {words.add}
      </Button>
    </form>
  );
}
