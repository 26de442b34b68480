/**
 * Where an app answers an interaction afterwards (docs.slack.dev/interactivity/handling-user-interaction, "Message responses"): an
 * address of the fake's own, good for five answers within half an hour.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { json, type Reply, textReply } from '../fakes/http.ts';
import { checkContent, refusal } from './content.ts';
import { BOT } from './ids.ts';
import type { SlackMessage, SlackMessages } from './messages.ts';

export interface ResponseUrls {
  /** The path of a new one: for what a user did, in a channel, at a message or by a command. */
  issue(about: { userId: string; channel: string; ts: string | null }): string;
  /** Answers what an app sends to that path. */
  answer(path: string, body: string): Promise<Reply>;
}

export const RESPONSE_PATH = '/response/';
const MAX_USES = 5;

const responseSchema = z.looseObject({
  text: z.string().default(''),
  blocks: z.json().default(null),
  metadata: z.json().default(null),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
});

export function createResponseUrls(messages: SlackMessages, lifeMs: number): ResponseUrls {
  const issued = new Map<
    string,
    { userId: string; channel: string; ts: string | null; untilMs: number; uses: number }
  >();
  return {
    issue: (about) => {
      const path = `${RESPONSE_PATH}${randomBytes(18).toString('hex')}`;
      issued.set(path, { ...about, untilMs: performance.now() + lifeMs, uses: 0 });
      return path;
    },
    answer: async (path, body) => {
      const url = issued.get(path);
      if (url === undefined) return json(404, { ok: false, error: 'invalid_url' });
      if (performance.now() > url.untilMs) return json(404, { ok: false, error: 'expired_url' });
      if (url.uses >= MAX_USES) return json(404, { ok: false, error: 'used_url' });
      const response = responseSchema.safeParse(JSON.parse(body));
      if (!response.success) return json(400, { ok: false, error: 'invalid_payload' });
      url.uses += 1;
      const original = url.ts === null ? undefined : messages.get(url.channel, url.ts);
      const kept = await keepAnswer(messages, response.data, url, original);
      return kept === undefined ? textReply(200, 'ok') : json(400, kept);
    },
  };
}

/** Undefined where it is kept, else the refusal. */
async function keepAnswer(
  messages: SlackMessages,
  response: z.output<typeof responseSchema>,
  { userId, channel }: { userId: string; channel: string },
  original: SlackMessage | undefined,
) {
  const by = 'response_url';
  if (response.delete_original || response.replace_original) {
    if (original === undefined) return refusal({ error: 'message_not_found' });
    if (response.delete_original) {
      await messages.keep({ ...original, by, isDeleted: true });
      return undefined;
    }
  }
  const content = checkContent(response);
  if ('error' in content) return refusal(content);
  if (response.replace_original && original !== undefined) {
    const metadata = content.metadata ?? original.metadata;
    await messages.keep({ ...original, ...content, metadata, by, editedTs: messages.nextTs() });
    return undefined;
  }
  const onlyFor = response.response_type === 'ephemeral' ? userId : null;
  const own = {
    channel,
    ts: messages.nextTs(),
    editedTs: null,
    user: BOT.userId,
    onlyFor,
    by,
    isDeleted: false,
  } as const;
  await messages.keep({ ...own, ...content });
  return undefined;
}
