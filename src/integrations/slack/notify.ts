/** Tells a rep something in Slack, by direct message. */
import type { ConversationsHistoryResponse, Logger, LogLevel, WebClient } from '@slack/web-api';
import { DeliveryError, type DeliveryResult, type Effect } from '../../domain/delivery.ts';
import type { OutsideLink } from '../../domain/links.ts';
import { type SlackNote, slackBlocks, slackFallback } from './slackBlocks.ts';
import { slackCall } from './slackFailure.ts';

export type SlackClient = WebClient;

export interface SlackSettings {
  /** The bot's token; its scopes: see check.ts. */
  token: string;
  /** Where Slack's Web API is, when it is not Slack's. */
  slackApiUrl?: string;
}

export interface SlackRecipient {
  slackUserId?: string | null;
  /** By which the user is found where the id is not known. */
  email: string;
}

/** Marks our messages; the payload names the delivery, by which it is found again (docs.slack.dev/messaging/message-metadata). */
const EVENT_TYPE = 'signoff_action';
/** Those that tell somebody of an action. */
export const CARD_EVENT_TYPE = 'signoff_card';
const TIMEOUT_MS = 10_000;
const PAGE_SIZE = 200;
/** Slack's clock and ours may differ by so much. */
const CLOCK_SKEW_SECONDS = 300;

/**
 * Posts the note once. Result: `{ channel, ts }`, which name the message to Slack.
 *
 * Slack has no idempotency key for posting, so `ask` reads the conversation back, `since` the action came to be (without
 * it: all of it). Both functions throw DeliveryErrors; `perform` also the fence's own error as it is.
 */
export function slackEffect(settings: {
  client: SlackSettings;
  recipient: SlackRecipient;
  message: SlackNote;
  actionId: string;
  /** Where the action can be seen and decided on. */
  link: string;
  /** The deal or company in its CRM. */
  record?: OutsideLink;
  /** Whether people act in Slack. */
  isAnswered?: boolean;
  since?: Date;
}): Effect {
  const { recipient, message, actionId, link, record, isAnswered = false, since } = settings;
  return {
    perform: async (attempt) => {
      const client = await clientOf(settings.client, attempt.signal);
      const channel = await conversationWith(client, recipient);
      await attempt.fence();
      const posted = await slackCall('unconfirmed', () =>
        client.chat.postMessage({
          channel,
          text: slackFallback(message),
          blocks: slackBlocks(message, { actionId, link, record, isAnswered }),
          metadata: { event_type: EVENT_TYPE, event_payload: { action_id: actionId, delivery_key: attempt.key } },
          unfurl_links: false,
          unfurl_media: false,
        }),
      );
      return { channel: posted.channel ?? channel, ts: posted.ts ?? null };
    },
    ask: async ({ key, signal }) => {
      const client = await clientOf(settings.client, signal);
      return findMessage(client, await conversationWith(client, recipient), key, since);
    },
  };
}

/** Loaded when it is needed: it takes 13 MiB, and an installation may have no Slack. */
export async function clientOf({ token, slackApiUrl }: SlackSettings, signal: AbortSignal): Promise<WebClient> {
  const { LogLevel, WebClient } = await import('@slack/web-api');
  return new WebClient(token, {
    slackApiUrl,
    // Temporal is the only retrier.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logger: silent(LogLevel.ERROR),
    fetch: (url, init) =>
      fetch(url, { ...init, signal: AbortSignal.any([signal, ...(init?.signal ? [init.signal] : [])]) }),
  });
}

/** What the client would log is told by the error that it throws. */
export function silent(level: LogLevel): Logger {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
    setLevel: () => undefined,
    getLevel: () => level,
    setName: () => undefined,
  };
}

/** The direct conversation with the rep: opened where there is none, of which nobody is told. */
export async function conversationWith(client: WebClient, { slackUserId, email }: SlackRecipient): Promise<string> {
  const users = slackUserId || (await slackCall('transient', () => client.users.lookupByEmail({ email }))).user?.id;
  if (!users) throw new DeliveryError('permanent', 'Slack has no user with the rep’s address');
  const opened = await slackCall('transient', () => client.conversations.open({ users }));
  if (!opened.channel?.id) throw new DeliveryError('transient', 'Slack did not open a conversation with the rep');
  return opened.channel.id;
}

/** The message of a delivery; null where the conversation has none. @param since how far back it can be */
export async function findMessage(
  client: WebClient,
  channel: string,
  key: string,
  since?: Date,
): Promise<DeliveryResult | null> {
  const oldest = since && String(since.getTime() / 1_000 - CLOCK_SKEW_SECONDS);
  let cursor: string | undefined;
  do {
    const page: ConversationsHistoryResponse = await slackCall('transient', () =>
      client.conversations.history({
        channel,
        oldest,
        limit: PAGE_SIZE,
        include_all_metadata: true,
        cursor,
      }),
    );
    const found = page.messages?.find((message) => isOurs(message.metadata, key));
    if (found !== undefined) return { channel, ts: found.ts ?? null };
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return null;
}

function isOurs(metadata: { event_type?: string; event_payload?: object } | undefined, key: string): boolean {
  const payload = metadata?.event_payload;
  return (
    (metadata?.event_type === EVENT_TYPE || metadata?.event_type === CARD_EVENT_TYPE) &&
    payload !== undefined &&
    'delivery_key' in payload &&
    payload.delivery_key === key
  );
}
