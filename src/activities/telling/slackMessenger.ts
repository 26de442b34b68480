/** Messages in Slack as a telling keeps them: found where an answer was lost, given up where they cannot be written to. */
import type { WebClient } from '@slack/web-api';
import { DeliveryError } from '../../domain/delivery.ts';
import { findPosted, postMessage, updateMessage } from '../../integrations/slack/messages.ts';
import { clientOf, conversationWith, type SlackSettings } from '../../integrations/slack/notify.ts';
import type { Card } from '../../notify/card.ts';
import { slackCard } from '../../notify/slackCard.ts';
import type { Db } from '../../store/database/db.ts';
import { type ActionMessage, markMessageFailed, markSent } from '../../store/telling/messages.ts';
import type { Person } from '../../store/telling/readTelling.ts';

export interface Showing {
  message: ActionMessage;
  /** Whether nobody can have posted it yet. */
  isNew: boolean;
  card: Card;
  /** A digest of what it will show. */
  shows: string;
  recipient: Person;
  /** Since when it may have been posted. */
  since: Date;
  link: string;
}

export interface SlackMessenger {
  /** Has the message arrive, once, and show the card. @throws DeliveryError where that is to be tried again */
  show(showing: Showing): Promise<void>;
}

export function createSlackMessenger(db: Db, settings: SlackSettings, signal: AbortSignal): SlackMessenger {
  let client: Promise<WebClient> | undefined;
  const theClient = () => {
    client ??= clientOf(settings, signal);
    return client;
  };
  return {
    async show(showing) {
      const { message } = showing;
      try {
        if (message.state === 'sent') await write(await theClient(), showing);
        else await post(await theClient(), showing);
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.kind !== 'permanent') throw error;
        await markMessageFailed(db, message.id, error.message);
      }
    },
  };

  async function write(slack: WebClient, { message, card, shows, link }: Showing): Promise<void> {
    const { id, kind, slackChannel, slackTs } = message;
    await updateMessage(slack, { channel: slackChannel ?? '', ts: slackTs }, slackCard(card, { link, kind }));
    await markSent(db, id, { shows });
  }

  /** It may have been posted before, and nobody have heard: it is looked for first. */
  async function post(slack: WebClient, showing: Showing): Promise<void> {
    const { message, isNew, card, shows, recipient, since, link } = showing;
    const { id, kind } = message;
    const channel = await conversationWith(slack, recipient);
    const found = isNew ? undefined : await findPosted(slack, { channel, key: id, since });
    if (found !== undefined) {
      await markSent(db, id, { slack: found, shows: null });
      // What it was posted with is not known.
      return write(slack, { ...showing, message: { ...message, slackChannel: found.channel, slackTs: found.ts } });
    }
    const rendered = slackCard(card, { link, kind });
    const posted = await postMessage(slack, { ...rendered, channel, actionId: card.actionId, key: id });
    await markSent(db, id, { slack: posted, shows });
  }
}
