/** Slack's Web API, as far as Signoff uses it: form in, JSON out, refusals with Slack's own codes. */
import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../src/domain/json.ts';
import { readContent } from './blocks.ts';
import type { SlackMessage, SlackMessages } from './messages.ts';

type Method = (form: URLSearchParams, messages: SlackMessages) => Promise<JsonObject>;

const USER = /^U[A-Z0-9]{2,}$/;
/** A channel, group or direct conversation. */
const CHANNEL = /^[CGD][A-Z0-9]{2,}$/;
/** Everybody at this domain has an account. */
const KNOWN_DOMAIN = '@signoff.test';

const refusal = (error: string): JsonObject => ({ ok: false, error });

/** The user with this address: always the same id for it. */
export function slackUserIdOf(email: string): string {
  return `U${createHash('sha256').update(email.toLowerCase()).digest('hex').slice(0, 10).toUpperCase()}`;
}

const user = (id: string, email?: string): Json => ({
  id,
  name: id.toLowerCase(),
  deleted: false,
  is_bot: false,
  profile: email === undefined ? {} : { email },
});

const directWith = (userId: string): string => `D${userId.slice(1)}`;

/** What each needs, as its page under docs.slack.dev/reference/methods says; auth.test needs nothing. */
export const SCOPE_OF: Readonly<Record<string, string>> = {
  'users.lookupByEmail': 'users:read.email',
  'users.info': 'users:read',
  'conversations.open': 'im:write',
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'conversations.history': 'im:history',
};

/** The methods by name. */
export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': async () => ({
    ok: true,
    team: 'Signoff',
    team_id: 'TSIGNOFF',
    user: 'signoff',
    user_id: 'USIGNOFF',
    bot_id: 'BSIGNOFF',
  }),

  'users.lookupByEmail': async (form) => {
    const email = form.get('email') ?? '';
    if (!email.toLowerCase().endsWith(KNOWN_DOMAIN)) return refusal('users_not_found');
    return { ok: true, user: user(slackUserIdOf(email), email) };
  },

  'users.info': async (form) => {
    const id = form.get('user') ?? '';
    return USER.test(id) ? { ok: true, user: user(id) } : refusal('user_not_found');
  },

  'conversations.open': async (form) => {
    const users = form.get('users') ?? '';
    if (users === '') return refusal('users_list_not_supplied');
    if (!USER.test(users)) return refusal('user_not_found');
    return { ok: true, channel: { id: directWith(users) } };
  },

  'chat.postMessage': async (form, messages) => {
    const channel = channelOf(form);
    if (channel === undefined) return refusal('channel_not_found');
    const content = readContent(form);
    if ('error' in content) return refusal(content.error);
    const message: SlackMessage = { channel, ts: messages.nextTs(), ...content, editedTs: null };
    await messages.keep(message);
    return { ok: true, channel, ts: message.ts, message: shown(message, true) };
  },

  'chat.update': async (form, messages) => {
    const channel = channelOf(form);
    if (channel === undefined) return refusal('channel_not_found');
    const message = messages.get(channel, form.get('ts') ?? '');
    if (message === undefined) return refusal('message_not_found');
    const content = readContent(form);
    if ('error' in content) return refusal(content.error);
    // Metadata stays where the update brings none.
    const metadata = content.metadata ?? message.metadata;
    await messages.keep({ ...message, ...content, metadata, editedTs: messages.nextTs() });
    return { ok: true, channel, ts: message.ts, text: content.text };
  },

  'conversations.history': async (form, messages) => {
    const channel = channelOf(form);
    if (channel === undefined) return refusal('channel_not_found');
    const limit = Math.min(Math.max(Number(form.get('limit') ?? 100) || 100, 1), 999);
    const oldest = Number(form.get('oldest') ?? 0);
    // A cursor names the message before which the next page begins.
    const before = Number(form.get('cursor') || form.get('latest') || Number.POSITIVE_INFINITY);
    const all = messages
      .list()
      .filter((message) => message.channel === channel && Number(message.ts) > oldest && Number(message.ts) < before)
      .sort((a, b) => Number(b.ts) - Number(a.ts));
    const found = all.slice(0, limit);
    const last = found.at(-1);
    const more = all.length > limit && last !== undefined;
    const withMetadata = form.get('include_all_metadata') === 'true';
    return {
      ok: true,
      messages: found.map((message) => shown(message, withMetadata)),
      has_more: more,
      ...(more ? { response_metadata: { next_cursor: last.ts } } : {}),
    };
  },
};

/** A user's id stands for the direct conversation with him. */
function channelOf(form: URLSearchParams): string | undefined {
  const channel = form.get('channel') ?? '';
  if (USER.test(channel)) return directWith(channel);
  return CHANNEL.test(channel) ? channel : undefined;
}

function shown({ ts, text, blocks, metadata, editedTs }: SlackMessage, withMetadata: boolean): JsonObject {
  return {
    type: 'message',
    user: 'USIGNOFF',
    bot_id: 'BSIGNOFF',
    ts,
    text,
    blocks,
    ...(withMetadata && metadata !== null ? { metadata } : {}),
    ...(editedTs === null ? {} : { edited: { user: 'USIGNOFF', ts: editedTs } }),
  };
}
