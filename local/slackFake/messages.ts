/** The fake's messages: a file of JSON lines, the last line of a message holding. Every line is on disk before Slack's answer. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureDirectory, readLines, syncDirectory } from '../fakes/durable.ts';

const messageSchema = z.object({
  channel: z.string(),
  /** Seconds with six decimals: with the channel, the message's name. */
  ts: z.string(),
  text: z.string(),
  blocks: z.array(z.json()),
  metadata: z.json(),
  editedTs: z.string().nullable(),
});
export type SlackMessage = z.output<typeof messageSchema>;

export interface SlackMessages {
  /** Keeps a new message, or the newer state of one. */
  keep(message: SlackMessage): Promise<void>;
  /** Oldest first. */
  list(): SlackMessage[];
  get(channel: string, ts: string): SlackMessage | undefined;
  /** A `ts` later than any before. */
  nextTs(): string;
  close(): Promise<void>;
}

/** Opens the messages kept in `dir`. */
export async function openSlackMessages(dir: string): Promise<SlackMessages> {
  await ensureDirectory(dir);
  const path = join(dir, 'messages.jsonl');
  const messages = await readAll(path);
  const file = await open(path, 'a');
  await syncDirectory(dir);
  let lastMicros = Math.max(0, ...[...messages.values()].map(({ ts }) => Math.round(Number(ts) * 1_000_000)));
  // One writer at a time, so that lines never mix.
  let writing = Promise.resolve();
  return {
    keep: (message) => {
      writing = writing.then(async () => {
        await file.appendFile(`${JSON.stringify(message)}\n`);
        await file.sync();
        messages.set(keyOf(message), message);
      });
      return writing;
    },
    list: () => [...messages.values()],
    get: (channel, ts) => messages.get(keyOf({ channel, ts })),
    nextTs: () => {
      lastMicros = Math.max(lastMicros + 1, Date.now() * 1_000);
      return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
    },
    close: () => file.close(),
  };
}

const keyOf = ({ channel, ts }: { channel: string; ts: string }) => `${channel} ${ts}`;

async function readAll(path: string): Promise<Map<string, SlackMessage>> {
  const lines = await readLines(path);
  const messages = lines.map((line) => messageSchema.parse(JSON.parse(line)));
  return new Map(messages.map((message) => [keyOf(message), message]));
}
