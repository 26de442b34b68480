/** docs.slack.dev/reference/methods: chat.postMessage, chat.postEphemeral, chat.scheduleMessage, chat.update, and conversations.history that reads them back. */
import { readContent, refusal } from '../content.ts';
import { BOT, CHANNEL } from '../ids.ts';
import type { SlackMessage } from '../messages.ts';
import { channelOf, type Method } from './method.ts';

const MAX_SCHEDULE_MS = 120 * 24 * 60 * 60_000;
/** setTimeout's own limit: what lies further ahead no test waits for. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export const CHAT: Readonly<Record<string, Method>> = {
  'chat.postMessage': async (form, { messages }) => {
    const channel = channelOf(form);
    if (channel === undefined) return refusal({ error: 'channel_not_found' });
    const content = readContent(form);
    if ('error' in content) return refusal(content);
    const message: SlackMessage = { ...ours(channel, messages.nextTs()), ...content, by: 'chat.postMessage' };
    await messages.keep(message);
    return { ok: true, channel, ts: message.ts, message: shownMessage(message, true) };
  },

  // Docs: at most 120 days ahead, and not in the past. It is posted when its time comes, while the fake runs.
  'chat.scheduleMessage': async (form, { messages }) => {
    const channel = channelOf(form);
    if (channel === undefined) return refusal({ error: 'channel_not_found' });
    const postAtMs = Number(form.get('post_at')) * 1_000;
    if (!(postAtMs > Date.now())) return refusal({ error: 'time_in_past' });
    if (postAtMs > Date.now() + MAX_SCHEDULE_MS) return refusal({ error: 'time_too_far' });
    const content = readContent(form);
    if ('error' in content) return refusal(content);
    const post = () =>
      void messages.keep({ ...ours(channel, messages.nextTs()), ...content, by: 'chat.scheduleMessage' });
    // Not what keeps a process from ending.
    setTimeout(post, Math.min(postAtMs - Date.now(), MAX_TIMER_MS)).unref();
    return {
      ok: true,
      channel,
      scheduled_message_id: `Q${messages.nextTs().replace('.', '')}`,
      post_at: form.get('post_at'),
    };
  },

  'chat.postEphemeral': async (form, { messages, people }) => {
    const channel = channelOf(form);
    if (channel === undefined) return refusal({ error: 'channel_not_found' });
    const onlyFor = form.get('user') ?? '';
    if (people.get(onlyFor) === undefined) return refusal({ error: 'user_not_found' });
    const content = readContent(form);
    if ('error' in content) return refusal(content);
    const ts = messages.nextTs();
    await messages.keep({ ...ours(channel, ts), ...content, onlyFor, by: 'chat.postEphemeral' });
    return { ok: true, message_ts: ts };
  },

  'chat.update': async (form, { messages }) => {
    const channel = form.get('channel') ?? '';
    // Here a user's id stands for no conversation.
    if (!CHANNEL.test(channel)) return refusal({ error: 'channel_not_found' });
    const message = messages.get(channel, form.get('ts') ?? '');
    if (message === undefined || message.onlyFor !== null) return refusal({ error: 'message_not_found' });
    if (message.user !== BOT.userId) return refusal({ error: 'cant_update_message' });
    const content = readContent(form);
    if ('error' in content) return refusal(content);
    // Metadata stays where the update brings none; blocks do not where there is a text.
    const metadata = content.metadata ?? message.metadata;
    const edited = { ...message, ...content, metadata, by: 'chat.update', editedTs: messages.nextTs() } as const;
    await messages.keep(edited);
    return { ok: true, channel, ts: message.ts, text: content.text, message: shownMessage(edited, true) };
  },

  'conversations.history': async (form, { messages }) => {
    const channel = channelOf(form);
    if (channel === undefined) return refusal({ error: 'channel_not_found' });
    const limit = Math.min(Math.max(Number(form.get('limit') ?? 100) || 100, 1), 999);
    const oldest = Number(form.get('oldest') ?? 0);
    const isInclusive = form.get('inclusive') === 'true';
    // A cursor names the message before which the next page begins.
    const cursor = form.get('cursor');
    const before = Number(cursor || form.get('latest') || Number.POSITIVE_INFINITY);
    const isWithin = ({ ts }: SlackMessage) =>
      (Number(ts) > oldest && Number(ts) < before) ||
      (isInclusive && (Number(ts) === oldest || (!cursor && Number(ts) === before)));
    const all = messages
      .list()
      .filter((message) => message.channel === channel && isWithin(message))
      .sort((a, b) => Number(b.ts) - Number(a.ts));
    const found = all.slice(0, limit);
    const last = found.at(-1);
    const more = all.length > limit && last !== undefined;
    const withMetadata = form.get('include_all_metadata') === 'true';
    return {
      ok: true,
      messages: found.map((message) => shownMessage(message, withMetadata)),
      has_more: more,
      ...(more ? { response_metadata: { next_cursor: last.ts } } : {}),
    };
  },
};

function ours(channel: string, ts: string) {
  return { channel, ts, editedTs: null, user: BOT.userId, onlyFor: null, isDeleted: false };
}

/** As Slack shows a message to the app. */
export function shownMessage({ user, ts, text, blocks, metadata, editedTs }: SlackMessage, withMetadata: boolean) {
  return {
    type: 'message',
    user,
    ...(user === BOT.userId ? { bot_id: BOT.botId } : {}),
    ts,
    text,
    blocks,
    ...(withMetadata && metadata !== null ? { metadata } : {}),
    ...(editedTs === null ? {} : { edited: { user, ts: editedTs } }),
  };
}
