/**
 * The fake's messages: a file of JSON lines, each a version of a message, the last one holding. Every line is on disk before
 * Slack's answer.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { ensureDirectory, openJournal } from '../fakes/durable.ts';
import { block } from './blockKit/blocks.ts';
import { BOT } from './ids.ts';

const messageSchema = z.object({
  channel: z.string(),
  /** Seconds with six decimals: with the channel, the message's name. */
  ts: z.string(),
  text: z.string(),
  blocks: z.array(block),
  metadata: z.json(),
  editedTs: z.string().nullable(),
  /** Who wrote it: the app's bot, unless a test has planted it. */
  user: z.string().default(BOT.userId),
  /** The one who sees it, where it is ephemeral. */
  onlyFor: z.string().nullable().default(null),
  /** What made this version. */
  by: z
    .enum(['chat.postMessage', 'chat.postEphemeral', 'chat.scheduleMessage', 'chat.update', 'response_url', 'test'])
    .default('chat.postMessage'),
  isDeleted: z.boolean().default(false),
});
export type SlackMessage = z.output<typeof messageSchema>;

export interface SlackMessages {
  /** Keeps a new message, or the newer state of one. */
  keep(message: SlackMessage): Promise<void>;
  /** Those that everybody in a conversation sees, oldest first. */
  list(): SlackMessage[];
  /** Those that one user alone sees, oldest first. */
  ephemerals(userId: string): SlackMessage[];
  /** Also one that only one user sees; undefined where it was deleted. */
  get(channel: string, ts: string): SlackMessage | undefined;
  /** Every version there was, oldest first; a deletion is one. */
  versions(channel: string, ts: string): SlackMessage[];
  /** A `ts` later than any before. */
  nextTs(): string;
  /** Grows with every version that is kept. */
  revision(): number;
  close(): Promise<void>;
}

/** Opens the messages kept in `dir`. */
export async function openSlackMessages(dir: string): Promise<SlackMessages> {
  await ensureDirectory(dir);
  const { lines, journal } = await openJournal(join(dir, 'messages.jsonl'));
  const kept = new Map<string, SlackMessage[]>();
  const add = (message: SlackMessage) => {
    const key = keyOf(message);
    kept.set(key, [...(kept.get(key) ?? []), message]);
  };
  for (const line of lines) add(messageSchema.parse(JSON.parse(line)));
  let lastMicros = Math.max(0, ...[...kept.values()].flat().map(latestMicros));
  let revision = lines.length;
  const current = () =>
    [...kept.values()].flatMap((versions) => versions.slice(-1)).filter(({ isDeleted }) => !isDeleted);
  const versions = (channel: string, ts: string) => kept.get(keyOf({ channel, ts })) ?? [];
  return {
    keep: async (message) => {
      await journal.append(message);
      add(message);
      revision += 1;
    },
    list: () => current().filter(({ onlyFor }) => onlyFor === null),
    ephemerals: (userId) => current().filter(({ onlyFor }) => onlyFor === userId),
    get: (channel, ts) => {
      const message = versions(channel, ts).at(-1);
      return message?.isDeleted === false ? message : undefined;
    },
    versions,
    nextTs: () => {
      lastMicros = Math.max(lastMicros + 1, Date.now() * 1_000);
      return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
    },
    revision: () => revision,
    close: () => journal.close(),
  };
}

const keyOf = ({ channel, ts }: { channel: string; ts: string }) => `${channel} ${ts}`;
const latestMicros = ({ ts, editedTs }: SlackMessage) => Math.round(Number(editedTs ?? ts) * 1_000_000);
