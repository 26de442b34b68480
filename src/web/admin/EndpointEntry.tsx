import { Button } from '@mantine/core';
import { WEBHOOK_EVENTS } from '../../domain/webhooks.ts';
import type { WebhookEndpoint } from '../api/client.ts';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';

const words = texts.admin.outgoingWebhooks;

/** What can be done with one endpoint. */
export interface EndpointWork {
  test: () => void;
  /** At what was sent there. */
  look: () => void;
  rotate: () => void;
  enable: (enabled: boolean) => void;
  remove: () => void;
}

/** One address that events are sent to. */
export function EndpointEntry({ endpoint, work }: { endpoint: WebhookEndpoint; work: EndpointWork }) {
  const format = useFormat();
  const { url, eventTypes, createdAt, oldSecretEndsAt, disabledReason } = endpoint;
  const isAll = eventTypes.length === WEBHOOK_EVENTS.length;
  const facts = [
    ...(disabledReason === null ? [] : [words.disabled[disabledReason]]),
    isAll ? words.allEvents : eventTypes.map((type) => words.eventNames[type]).join(', '),
    words.addedAt(format.dateTime(createdAt)),
    ...(oldSecretEndsAt === null ? [] : [words.bothSign(format.dateTime(oldSecretEndsAt))]),
  ];
  const button = (text: string, of: string, take: () => void) => (
    <Button variant="default" size="compact-sm" aria-label={of} onClick={take}>
      {text}
    </Button>
  );
  return (
    <li className={classes.entry}>
      <span>
        {url}
        <span className={classes.sub}>{facts.join(', ')}</span>
      </span>
      <span className={classes.choices}>
        {button(words.deliveries, words.deliveriesOf(url), work.look)}
        {disabledReason === null && button(words.test, words.testOf(url), work.test)}
        {button(words.rotate, words.rotateOf(url), work.rotate)}
        {disabledReason === null
          ? button(words.disable, words.disableOf(url), () => work.enable(false))
          : button(words.enable, words.enableOf(url), () => work.enable(true))}
        {button(words.remove, words.removeOf(url), work.remove)}
      </span>
    </li>
  );
}
