/** The mailbox's SMTP side: takes everything, unless a test has ordered a fault. */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { z } from 'zod';
import type { Faults } from '../fakes/faults.ts';
import type { MessageStore } from './messages.ts';

/**
 * Where the server fails: on connecting, at MAIL, at RCPT, in the middle of the message, or at the dot; and how: with a
 * reply, or by dropping the connection (at the dot: after it has kept the message, so that the sender cannot know).
 */
export const smtpFault = z
  .strictObject({
    phase: z.enum(['connect', 'mail', 'rcpt', 'data', 'dot']),
    reply: z.number().int().min(400).max(599).optional(),
    close: z.boolean().optional(),
    times: z.number().int().min(1).default(1),
  })
  .refine(({ reply, close }) => (reply === undefined) === (close === true), 'either a reply or close');
export type SmtpFault = Omit<z.output<typeof smtpFault>, 'times'>;

const MAX_MESSAGE_BYTES = 25_000_000;

export async function startSmtp(store: MessageStore, faults: Faults<SmtpFault>, host: string, port: number) {
  /** Carries out the fault ordered for this phase, if any; true where the connection is gone. */
  const fail = (phase: SmtpFault['phase'], { id }: SMTPServerSession, answer: (error?: Error) => void): boolean => {
    const fault = faults.take((ordered) => ordered.phase === phase);
    if (fault === undefined) return false;
    if (fault.reply === undefined) cut(server, id);
    else answer(Object.assign(new Error(`${phase} refused as ordered`), { responseCode: fault.reply }));
    return true;
  };

  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    size: MAX_MESSAGE_BYTES,
    closeTimeout: 500,
    onAuth: (auth, _session, done) => done(null, { user: auth.username }),
    onConnect: (session, done) => fail('connect', session, done) || done(),
    onMailFrom: (_address, session, done) => fail('mail', session, done) || done(),
    onRcptTo: (_address, session, done) => fail('rcpt', session, done) || done(),
    onData: (stream, session, done) => {
      void receive(stream, session, done);
    },
  });

  async function receive(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    done: (error?: Error | null) => void,
  ) {
    if (fail('data', session, (error) => refuseMidway(server, session.id, error))) return;
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      if (stream.sizeExceeded) throw Object.assign(new Error('the message is too large'), { responseCode: 552 });
      const fault = faults.take((ordered) => ordered.phase === 'dot');
      if (fault?.reply !== undefined)
        throw Object.assign(new Error('refused as ordered'), { responseCode: fault.reply });
      const { mailFrom, rcptTo } = session.envelope;
      await store.keep(Buffer.concat(chunks), {
        from: mailFrom === false ? '' : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
      });
      if (fault === undefined) done();
      else cut(server, session.id);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  // A client that hangs up is nothing to report.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    // A TCP server that listens has an address of this shape.
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function socketOf(server: SMTPServer, sessionId: string) {
  for (const connection of server.connections) if (connection.id === sessionId) return connection._socket;
}

function cut(server: SMTPServer, sessionId: string): void {
  socketOf(server, sessionId)?.destroy();
}

/** A reply before the message has ended, then the end of the connection. */
function refuseMidway(server: SMTPServer, sessionId: string, error?: Error): void {
  const code = error !== undefined && 'responseCode' in error ? error.responseCode : 451;
  socketOf(server, sessionId)?.end(`${code} ${error?.message}\r\n`);
}
