/** Messages in Slack as a telling keeps them: found where an answer was lost, given up where they cannot be written to. */
import { DeliveryError } from '../../domain/delivery.ts';
import { actionUrl } from '../../domain/links.ts';
import { findPosted, postMessage, updateMessage } from '../../integrations/slack/messages.ts';
import { clientOf, conversationWith, type SlackClient, type SlackSettings } from '../../integrations/slack/notify.ts';
import { slackCard } from '../../notify/slackCard.ts';
import type { Db } from '../../store/database/db.ts';
import { markMessageFailed, markSent, markUnwritable, withdrawMessage } from '../../store/telling/messages.ts';
import type { Messenger, Showing } from './messenger.ts';

export interface SlackMessengerDeps {
  db: Db;
  settings: SlackSettings;
  /** Whether people act in Slack: else a message has no buttons that would do nothing. */
  isAnswered: boolean;
  publicUrl: string;
  signal: AbortSignal;
}

/** Longer than a call that changes something may be under way, also where its answer is not waited for any more. */
const CALL_MS = 45_000;
/** So many calls in a row that Slack did not answer, and it is away: each takes as long as a call may. */
const AWAY_AFTER = 3;

/** Tells people in Slack. What it does not take now it does not take for the next one either: from then on it is not asked any more. */
export function createSlackMessenger({ db, settings, isAnswered, publicUrl, signal }: SlackMessengerDeps): Messenger {
  let client: Promise<SlackClient> | undefined;
  let held: DeliveryError | undefined;
  let unanswered = 0;
  const theClient = () => {
    client ??= clientOf(settings, signal);
    return client;
  };
  const note = (error: unknown) => {
    if (!(error instanceof DeliveryError)) return;
    unanswered = error.kind === 'transient' || error.kind === 'unconfirmed' ? unanswered + 1 : 0;
    if (error.kind === 'rate-limited') held ??= error;
    if (unanswered >= AWAY_AFTER) held ??= new DeliveryError('transient', 'Slack is away', { cause: error });
  };
  return {
    held: () => held,
    async show(showing) {
      const { message } = showing;
      if (held !== undefined) throw held;
      try {
        if (message.state === 'sent') await write(await theClient(), showing);
        else await post(await theClient(), showing);
        unanswered = 0;
      } catch (error) {
        note(error);
        // A credential is an operator's to mend: until then it waits.
        if (!(error instanceof DeliveryError) || error.kind !== 'permanent' || error.credentialRefused) throw error;
        if (message.state === 'sent')
          await markUnwritable(db, message.id, { shows: showing.shows, error: error.message });
        else await markMessageFailed(db, message.id, error.message);
      }
    },
  };

  function render({ message: { kind }, card }: Showing) {
    return slackCard(card, { isAnswered, link: actionUrl(publicUrl, card.actionId), kind });
  }

  async function write(slack: SlackClient, showing: Showing): Promise<void> {
    const { id, slackChannel, slackTs } = showing.message;
    await showing.keep(CALL_MS);
    await updateMessage(slack, { channel: slackChannel ?? '', ts: slackTs }, render(showing));
    await markSent(db, id, { shows: showing.shows, seq: showing.seq });
  }

  /** It may have been posted before, and nobody have heard: it is looked for first. */
  async function post(slack: SlackClient, showing: Showing): Promise<void> {
    const { message, isNew, isWanted, card, shows, seq, recipient } = showing;
    const { id, createdAt: since } = message;
    const channel = await conversationWith(slack, recipient);
    const found = isNew ? undefined : await findPosted(slack, { channel, key: id, since });
    if (found !== undefined) {
      await markSent(db, id, { slack: found, shows: null, seq });
      // What it was posted with is not known.
      return write(slack, { ...showing, message: { ...message, slackChannel: found.channel, slackTs: found.ts } });
    }
    if (!isWanted) return withdrawMessage(db, id);
    await showing.keep(CALL_MS);
    const posted = await postMessage(slack, { ...render(showing), channel, actionId: card.actionId, key: id });
    await markSent(db, id, { slack: posted, shows, seq });
  }
}
