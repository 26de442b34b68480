/** Messages that are kept true: posted once, found again, written anew. */
import type { WebClient } from '@slack/web-api';
import { DeliveryError } from '../../domain/delivery.ts';
import type { SlackMessageText } from '../../notify/slackCard.ts';
import { CARD_EVENT_TYPE, findMessage } from './notify.ts';
import { slackCall } from './slackFailure.ts';

/** By which Slack knows a message. */
export interface PostedMessage {
  channel: string;
  ts: string | null;
}

export interface MessageToPost extends SlackMessageText {
  channel: string;
  actionId: string;
  /** By which it is found again, where Slack's answer is lost. */
  key: string;
}

/** @throws DeliveryError; `unconfirmed` where it may have been posted: find it before it is posted again */
export async function postMessage(client: WebClient, message: MessageToPost): Promise<PostedMessage> {
  const { channel, text, blocks, actionId, key } = message;
  const posted = await slackCall('unconfirmed', () =>
    client.chat.postMessage({
      channel,
      text,
      blocks,
      metadata: { event_type: CARD_EVENT_TYPE, event_payload: { action_id: actionId, delivery_key: key } },
      unfurl_links: false,
      unfurl_media: false,
    }),
  );
  return { channel: posted.channel ?? channel, ts: posted.ts ?? null };
}

/** Undefined where none was posted. @throws DeliveryError */
export async function findPosted(
  client: WebClient,
  { channel, key, since }: { channel: string; key: string; since: Date },
): Promise<PostedMessage | undefined> {
  const found = await findMessage(client, channel, key, since);
  return found === null ? undefined : { channel, ts: typeof found.ts === 'string' ? found.ts : null };
}

/**
 * Writes a message anew; repeating changes nothing.
 *
 * @throws DeliveryError; `permanent` where it can no longer be written to, `unconfirmed` where it may still be written
 */
export async function updateMessage(
  client: WebClient,
  { channel, ts }: PostedMessage,
  { text, blocks }: SlackMessageText,
): Promise<void> {
  if (ts === null) throw new DeliveryError('permanent', 'Slack did not name the message');
  await slackCall('unconfirmed', () => client.chat.update({ channel, ts, text, blocks }));
}
