/** Puts a draft into the rep's mailbox over IMAP, once: the mailbox itself is asked by Message-ID before anything is added. */
import type { ImapFlow, ListResponse } from 'imapflow';
import { type Attempt, DeliveryError, type DeliveryResult, type Effect } from '../../domain/delivery.ts';
import { imapStep } from './imapFailure.ts';
import { type MailServer, readMailUrl } from './mailUrl.ts';
import type { BuiltMessage } from './message.ts';

export interface ImapTimeouts {
  /** Name look-up, TCP and TLS together. */
  connectMs: number;
  greetingMs: number;
  /** Silence of the server afterwards. */
  commandMs: number;
}

export const IMAP_TIMEOUTS: ImapTimeouts = { connectMs: 10_000, greetingMs: 10_000, commandMs: 30_000 };

/**
 * Appends `message`, flagged \Draft, to the folder marked \Drafts (RFC 6154), else to the one named so, which is made
 * where there is none. A message with the same Message-ID that is there already is the result, and nothing is added.
 * Result: `{ mailbox, folder, uid, uidValidity, messageId }`: the first as people name it, `uid` null where the server does
 * not tell it.
 *
 * Both functions throw DeliveryErrors; `perform` also the fence's own error as it is.
 */
export function imapDraftEffect(settings: {
  imapUrl: string;
  message: BuiltMessage;
  timeouts?: Partial<ImapTimeouts>;
}): Effect {
  const { message } = settings;
  const timeouts = { ...IMAP_TIMEOUTS, ...settings.timeouts };
  const connected = async <T>(signal: AbortSignal, work: (client: ImapFlow, label: string) => Promise<T>) => {
    const server = readMailUrl(settings.imapUrl, 'imap');
    return withMailClient(server, timeouts, signal, (client) => work(client, server.label));
  };
  return {
    perform: (attempt) => connected(attempt.signal, (client, label) => append(client, label, message, attempt)),
    ask: ({ signal }) =>
      connected(signal, async (client, label) => {
        const folder = await imapStep('transient', label, () => draftsFolder(client));
        if (folder === undefined) return null;
        return inFolder(client, folder, label, () => find(client, folder, message, label));
      }),
  };
}

async function append(client: ImapFlow, label: string, message: BuiltMessage, attempt: Attempt) {
  const folder = await imapStep('transient', label, async () => {
    return (await draftsFolder(client)) ?? (await client.mailboxCreate(['Drafts'])).path;
  });
  return inFolder(client, folder, label, async () => {
    const existing = await find(client, folder, message, label);
    if (existing !== null) return existing;
    await attempt.fence();
    const appended = await imapStep('unconfirmed', label, () => client.append(folder, message.raw, ['\\Draft']));
    // imapflow's way to say that the session had ended before anything was written.
    if (appended === false) throw new DeliveryError('transient', `the connection to ${label} was lost`);
    return resultOf(client, folder, label, message, appended.uid);
  });
}

export async function withMailClient<T>(
  server: MailServer,
  timeouts: ImapTimeouts,
  signal: AbortSignal,
  work: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const { host, port, secure, credentials } = server;
  // It takes 20 MiB, and most reps have no mailbox here.
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    host,
    port,
    secure,
    doSTARTTLS: server.requireTls ? true : undefined,
    tls: { rejectUnauthorized: server.verifyCertificate },
    auth: { user: credentials?.user ?? '', pass: credentials?.password ?? '' },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.commandMs,
  });
  // The command under way is rejected with the same error, and that one is handled.
  client.on('error', () => undefined);
  const giveUp = () => client.close();
  signal.addEventListener('abort', giveUp);
  try {
    await imapStep('transient', server.label, async () => {
      signal.throwIfAborted();
      await client.connect();
    });
    return await work(client);
  } finally {
    signal.removeEventListener('abort', giveUp);
    client.close();
  }
}

/** The path of the folder for drafts, where there is one. */
export async function draftsFolder(client: ImapFlow): Promise<string | undefined> {
  const marked = (await client.list()).filter((folder) => folder.specialUse === '\\Drafts');
  const told = (folder: ListResponse) => folder.specialUseSource === 'extension';
  return (marked.find(told) ?? marked[0])?.path;
}

async function inFolder<T>(client: ImapFlow, folder: string, label: string, work: () => Promise<T>): Promise<T> {
  const lock = await imapStep('transient', label, () => client.getMailboxLock(folder));
  try {
    return await work();
  } finally {
    lock.release();
  }
}

async function find(client: ImapFlow, folder: string, message: BuiltMessage, label: string) {
  const uids = await imapStep('transient', label, () =>
    client.search({ header: { 'message-id': message.messageId } }, { uid: true }),
  );
  if (!Array.isArray(uids)) throw new DeliveryError('transient', `${label} refused to search the drafts`);
  return uids.length === 0 ? null : resultOf(client, folder, label, message, uids[0]);
}

function resultOf(
  client: ImapFlow,
  folder: string,
  mailbox: string,
  { messageId }: BuiltMessage,
  uid?: number,
): DeliveryResult {
  // 32 bits (RFC 9051, section 2.3.1.1), so a number holds it exactly.
  const uidValidity = client.mailbox === false ? null : Number(client.mailbox.uidValidity);
  return { mailbox, folder, uid: uid ?? null, uidValidity, messageId };
}
