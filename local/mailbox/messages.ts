/** The mailbox's messages: an `.eml` file for each, headed by what SMTP said. It is on disk before `keep` resolves. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { z } from 'zod';
import { ensureDirectory, writeDurably } from '../fakes/durable.ts';

const envelopeSchema = z.object({ from: z.string(), to: z.array(z.string()), receivedAt: z.string() });
type Envelope = z.output<typeof envelopeSchema>;

/** The first header of each file, our own: it leaves the file a message that mail programs open. */
const ENVELOPE_HEADER = 'X-Mailbox-Envelope';

/** A message as `GET /messages` shows it. */
export interface MailboxMessage {
  id: string;
  messageId: string | null;
  /** The addresses of the headers From and To. */
  from: string;
  to: string[];
  subject: string;
  text: string;
  /** Null where the message has no HTML part. */
  html: string | null;
  /** Names in lower case, values as they stand in the message, unfolded. */
  headers: Record<string, string>;
  /** Whom SMTP was told. */
  envelope: { from: string; to: string[] };
  /** RFC 3339. */
  receivedAt: string;
}

export interface MessageStore {
  keep(raw: Buffer, envelope: { from: string; to: string[] }): Promise<string>;
  /** Oldest first. */
  list(): Promise<MailboxMessage[]>;
  get(id: string): Promise<MailboxMessage | undefined>;
  raw(id: string): Promise<Buffer | undefined>;
}

/** Opens the store in `dir`, with everything that was kept there before. */
export async function openMessages(dir: string): Promise<MessageStore> {
  await ensureDirectory(dir);
  const names = await readdir(dir);
  const ids = names
    .filter((name) => name.endsWith('.eml'))
    .map((name) => name.slice(0, -'.eml'.length))
    .sort();
  const known = new Set(ids);
  const read = new Map<string, MailboxMessage>();

  const get = async (id: string) => {
    if (!known.has(id)) return undefined;
    const message = read.get(id) ?? (await readMessage(dir, id));
    read.set(id, message);
    return message;
  };
  return {
    get,
    keep: async (raw, { from, to }) => {
      const receivedAt = new Date();
      const id = idAt(receivedAt);
      const envelope: Envelope = { from, to, receivedAt: receivedAt.toISOString() };
      const head = `${ENVELOPE_HEADER}: ${JSON.stringify(envelope)}\r\n`;
      await writeDurably(join(dir, `${id}.eml`), Buffer.concat([Buffer.from(head), raw]));
      known.add(id);
      return id;
    },
    list: async () => {
      const all: MailboxMessage[] = [];
      for (const id of [...known].sort()) all.push(...[await get(id)].filter((message) => message !== undefined));
      return all;
    },
    raw: async (id) => (known.has(id) ? (await readFileOf(dir, id)).raw : undefined),
  };
}

let lastMs = 0;
/** Sorts by time of arrival, also within a millisecond. */
function idAt(time: Date): string {
  lastMs = Math.max(lastMs + 1, time.getTime());
  return `${new Date(lastMs).toISOString().replace(/[^0-9]/g, '')}-${randomBytes(4).toString('hex')}`;
}

/** The message as it came, and what SMTP said of it. */
async function readFileOf(dir: string, id: string): Promise<Envelope & { raw: Buffer }> {
  const file = await readFile(join(dir, `${id}.eml`));
  const end = file.indexOf('\r\n');
  const head = file.subarray(ENVELOPE_HEADER.length + 1, end).toString('utf8');
  return { ...envelopeSchema.parse(JSON.parse(head)), raw: file.subarray(end + 2) };
}

async function readMessage(dir: string, id: string): Promise<MailboxMessage> {
  const { raw, receivedAt, ...envelope } = await readFileOf(dir, id);
  const parsed = await simpleParser(raw, { skipTextToHtml: true, skipImageLinks: true });
  const recipients = Array.isArray(parsed.to) ? parsed.to : [parsed.to].filter((to) => to !== undefined);
  return {
    id,
    messageId: parsed.messageId ?? null,
    from: parsed.from?.value[0]?.address ?? '',
    to: recipients.flatMap(({ value }) => value.map(({ address }) => address ?? '')),
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html || null,
    headers: Object.fromEntries(parsed.headerLines.map(({ key, line }) => [key, unfolded(line)])),
    envelope,
    receivedAt,
  };
}

/** RFC 5322, section 2.2.3. */
function unfolded(line: string): string {
  return line
    .slice(line.indexOf(':') + 1)
    .replace(/\r?\n(?=[ \t])/g, '')
    .trim();
}
