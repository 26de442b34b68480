/**
 * One attempt to send one message over SMTP, its phases told apart: everything up to the final dot leaves the message
 * surely unsent (RFC 5321, section 4.1.1.4: the dot hands responsibility over), an answer to the dot settles it, a dot
 * without an answer leaves nobody knowing.
 */
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Attempt, DeliveryResult, Effect } from '../../domain/delivery.ts';
import { type MailServer, readMailUrl } from './mailUrl.ts';
import type { BuiltMessage } from './message.ts';
import { smtpFailure } from './smtpFailure.ts';

export interface SmtpTimeouts {
  /** Name look-up, TCP and TLS together. */
  connectMs: number;
  greetingMs: number;
  /** Silence of the server before the dot. */
  commandMs: number;
  /** Silence after the dot. Patience pays: giving up makes the outcome unknown (RFC 5321, section 4.5.3.2.6). */
  answerMs: number;
}

export const SMTP_TIMEOUTS: SmtpTimeouts = {
  connectMs: 10_000,
  greetingMs: 10_000,
  commandMs: 30_000,
  answerMs: 5 * 60_000,
};

/** How long the server may take to answer QUIT, when the message is accepted already. */
const FAREWELL_MS = 2_000;

/**
 * Sends `message` to its one recipient. Result: `{ messageId, serverResponse, serverMessageId? }`, the last where the
 * server says that it replaced our Message-ID.
 *
 * `perform` throws DeliveryErrors, and the fence's own error as it is. SMTP offers no way to ask.
 */
export function smtpEffect(settings: {
  smtpUrl: string;
  message: BuiltMessage;
  timeouts?: Partial<SmtpTimeouts>;
}): Effect {
  const timeouts = { ...SMTP_TIMEOUTS, ...settings.timeouts };
  return {
    perform: async (attempt) => send(readMailUrl(settings.smtpUrl, 'smtp'), settings.message, timeouts, attempt),
  };
}

async function send(
  server: MailServer,
  message: BuiltMessage,
  timeouts: SmtpTimeouts,
  attempt: Attempt,
): Promise<DeliveryResult> {
  const connection = connectionTo(server, timeouts);
  const broken = breaking(connection, attempt.signal);
  const gate = gateBeforeDot(attempt, connection, () => patience(connection, timeouts.answerMs));
  try {
    const info = await Promise.race([broken, converse(connection, server, message, gate.stream(message.raw))]);
    if (!gate.open) throw new Error(`the server answered before the end of the message: ${info.response}`);
    return {
      messageId: message.messageId,
      serverResponse: info.response,
      ...(info.serverMessageId === undefined ? {} : { serverMessageId: info.serverMessageId }),
    };
  } catch (error) {
    connection.close();
    await gate.shut();
    if (gate.refusal !== undefined) throw gate.refusal.error;
    throw smtpFailure(error, gate.open, server.label);
  } finally {
    farewell(connection);
  }
}

interface Gate {
  /** True from the moment at which the dot may leave. */
  readonly open: boolean;
  /** The fence's error, where it refused. */
  readonly refusal: { error: unknown } | undefined;
  stream(raw: Buffer): Readable;
  /** From now on it never opens. Waits for a fence that is being asked, so that its answer comes before ours. */
  shut(): Promise<void>;
}

/**
 * The message as a stream whose end, on which the connection writes the dot, waits for the fence, which is asked when the
 * message itself has left: what goes wrong on its way is then known to leave it unsent.
 */
function gateBeforeDot(attempt: Attempt, connection: SMTPConnection, onOpen: () => void): Gate {
  let open = false;
  let closed = false;
  let refusal: { error: unknown } | undefined;
  let fence: Promise<void> | undefined;

  async function* messageThenFence(raw: Buffer) {
    yield raw;
    await flushed(connection);
    if (closed) throw new Error('given up');
    fence = attempt.fence().catch((error: unknown) => {
      refusal = { error };
    });
    await fence;
    // An error here ends the stream without its end: the dot is never written.
    if (closed || refusal !== undefined) throw new Error('not to be sent');
    open = true;
    onOpen();
  }
  return {
    get open() {
      return open;
    },
    get refusal() {
      return refusal;
    },
    stream: (raw) => Readable.from(messageThenFence(raw), { objectMode: false }),
    shut: async () => {
      closed = true;
      await fence;
    },
  };
}

export function connectionTo(server: MailServer, timeouts: SmtpTimeouts): SMTPConnection {
  return new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.requireTls,
    tls: { rejectUnauthorized: server.verifyCertificate },
    dnsTimeout: timeouts.connectMs,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.commandMs,
    // Closing is cutting: a connection given up must not linger and finish what it was told to leave.
    socketCloseTimeout: 0,
  });
}

/** Greeting, TLS where it is offered or required, and log-in where the server has one. */
export async function logIn(connection: SMTPConnection, server: MailServer): Promise<void> {
  await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  const { credentials } = server;
  if (credentials !== undefined && connection.allowsAuth) {
    const login = { user: credentials.user, pass: credentials.password };
    await new Promise<void>((resolve, reject) =>
      connection.login(login, (error) => (error ? reject(error) : resolve())),
    );
  }
}

async function converse(connection: SMTPConnection, server: MailServer, message: BuiltMessage, stream: Readable) {
  await logIn(connection, server);
  return new Promise<SMTPConnection.SentMessageInfo>((resolve, reject) => {
    const envelope = { ...message.envelope, size: message.raw.length };
    connection.send(envelope, stream, (error, info) => (error ? reject(error) : resolve(info)));
  });
}

/** Rejects when the connection breaks or the worker gives the attempt up: some calls are then never answered. */
export function breaking(connection: SMTPConnection, signal: AbortSignal): Promise<never> {
  const broken = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new Error('the attempt was given up'));
    connection.on('error', reject);
    connection.once('end', () => {
      signal.removeEventListener('abort', giveUp);
      // A reply that ends the connection (421) is told to the command just before: it says more, so it goes first.
      void setImmediate().then(() => reject(new Error('the connection was closed')));
    });
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
  });
  // Heard by whoever still waits; a break after the answer concerns nobody.
  broken.catch(() => undefined);
  return broken;
}

/** Resolves when the operating system has taken everything written to the connection, or the connection is gone. */
async function flushed(connection: SMTPConnection): Promise<void> {
  // By then the chunk has come through the streams between us and the socket.
  await setImmediate();
  const socket = connection._socket;
  if (!socket) return;
  // Writes are called back in order, so the one of nothing waits for all before it.
  await new Promise<void>((resolve) => socket.write('', () => resolve()));
}

function patience(connection: SMTPConnection, silenceMs: number): void {
  if (connection._socket) connection._socket.setTimeout(silenceMs);
}

export function farewell(connection: SMTPConnection): void {
  if (connection.destroyed) return;
  patience(connection, FAREWELL_MS);
  connection.quit();
}
