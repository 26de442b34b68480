/** Messages in Slack as a telling keeps them: found where an answer was lost, given up where they cannot be written to. */
import { DeliveryError } from '../../domain/delivery.ts';
import { actionUrl } from '../../domain/links.ts';
import { findPosted, postMessage, updateMessage } from '../../integrations/slack/messages.ts';
import { clientOf, conversationWith, type SlackClient, type SlackSettings } from '../../integrations/slack/notify.ts';
import { slackCard } from '../../notify/slackCard.ts';
import type { Db } from '../../store/database/db.ts';
import { markMessageFailed, markSent } from '../../store/telling/messages.ts';
import type { Messenger, Showing } from './messenger.ts';

export interface SlackMessengerDeps {
  db: Db;
  settings: SlackSettings;
  publicUrl: string;
  signal: AbortSignal;
}

export function createSlackMessenger({ db, settings, publicUrl, signal }: SlackMessengerDeps): Messenger {
  let client: Promise<SlackClient> | undefined;
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

  function render({ message: { kind }, card }: Showing) {
    return slackCard(card, { link: actionUrl(publicUrl, card.actionId), kind });
  }

  async function write(slack: SlackClient, showing: Showing): Promise<void> {
    const { id, slackChannel, slackTs } = showing.message;
    await updateMessage(slack, { channel: slackChannel ?? '', ts: slackTs }, render(showing));
    await markSent(db, id, { shows: showing.shows });
  }

  /** It may have been posted before, and nobody have heard: it is looked for first. */
  async function post(slack: SlackClient, showing: Showing): Promise<void> {
    const { message, isNew, card, shows, recipient } = showing;
    const { id, createdAt: since } = message;
    const channel = await conversationWith(slack, recipient);
    const found = isNew ? undefined : await findPosted(slack, { channel, key: id, since });
    if (found !== undefined) {
      await markSent(db, id, { slack: found, shows: null });
      // What it was posted with is not known.
      return write(slack, { ...showing, message: { ...message, slackChannel: found.channel, slackTs: found.ts } });
    }
    const posted = await postMessage(slack, { ...render(showing), channel, actionId: card.actionId, key: id });
    await markSent(db, id, { slack: posted, shows });
  }
}
