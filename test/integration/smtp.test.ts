import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import type { MailboxMessage } from '../../local/mailbox/messages.ts';
import { type LocalMailbox, startMailbox } from '../../local/mailbox.ts';
import type { DeliveryFailureKind } from '../../src/domain/delivery.ts';
import { smtpEffect } from '../../src/integrations/email/smtp.ts';
import { testAttempt } from '../support/deliveryAttempt.ts';
import { failureOf, message, SHORT } from '../support/smtpMessage.ts';

describe('sending over SMTP to the mailbox', () => {
  let dir: string;
  let mailbox: LocalMailbox;
  let smtpUrl: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'signoff-smtp-'));
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, dir });
    smtpUrl = `smtp://127.0.0.1:${mailbox.smtpPort}`;
  });
  after(async () => {
    await mailbox.close();
    await rm(dir, { recursive: true });
  });
  afterEach(() => http('/faults', { method: 'DELETE' }));

  const http = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${mailbox.httpPort}${path}`, init);
  // The mailbox's own shape.
  const received = async () => (await (await http('/messages')).json()) as MailboxMessage[];
  const order = (fault: object) => http('/faults', { method: 'POST', body: JSON.stringify(fault) });

  it('delivers the message as built, to its one recipient, past one fence', async () => {
    const attempt = testAttempt('a/send');
    const result = await smtpEffect({ smtpUrl, message: await message() }).perform(attempt);
    const [got] = (await received()).slice(-1);
    assert.equal(attempt.fences(), 1);
    assert.equal(result.messageId, '<5b0c0a34-55b7-4f7c-8f0f-0b8a1f7b3a11.2@signoff.test>');
    assert.match(String(result.serverResponse), /^250 /);
    assert.equal(got?.messageId, result.messageId);
    assert.deepEqual(got?.envelope, { from: 'riley@signoff.test', to: ['sarah@acme.test'] });
    assert.deepEqual([got?.from, got?.to], ['riley@signoff.test', ['sarah@acme.test']]);
    assert.equal(got?.text, 'Hello Sarah,\n\n.\n..\nbest\n');
    const raw = Buffer.from(await (await http(`/messages/${got?.id}/raw`)).arrayBuffer());
    assert.equal(raw.toString(), (await message()).raw.toString());
  });

  const phases: [fault: object, kind: DeliveryFailureKind, kept: number, fences: number][] = [
    [{ phase: 'connect', reply: 421 }, 'transient', 0, 0],
    [{ phase: 'connect', reply: 554 }, 'permanent', 0, 0],
    [{ phase: 'connect', close: true }, 'transient', 0, 0],
    [{ phase: 'mail', reply: 451 }, 'transient', 0, 0],
    [{ phase: 'mail', reply: 550 }, 'permanent', 0, 0],
    [{ phase: 'mail', close: true }, 'transient', 0, 0],
    [{ phase: 'rcpt', reply: 450 }, 'transient', 0, 0],
    [{ phase: 'rcpt', reply: 550 }, 'permanent', 0, 0],
    [{ phase: 'rcpt', reply: 503 }, 'transient', 0, 0],
    [{ phase: 'rcpt', close: true }, 'transient', 0, 0],
    [{ phase: 'dot', reply: 421 }, 'transient', 0, 1],
    [{ phase: 'dot', reply: 451 }, 'transient', 0, 1],
    [{ phase: 'dot', reply: 554 }, 'permanent', 0, 1],
    [{ phase: 'dot', close: true }, 'unconfirmed', 1, 1],
  ];
  for (const [fault, kind, kept, fences] of phases) {
    it(`${JSON.stringify(fault)} is ${kind}, with ${kept} messages kept`, async () => {
      const had = (await received()).length;
      await order(fault);
      const attempt = testAttempt('a/send');
      const error = await failureOf(smtpUrl, attempt);
      assert.deepEqual([error.name, error.kind], ['DeliveryError', kind]);
      assert.equal((await received()).length - had, kept);
      assert.equal(attempt.fences(), fences);
    });
  }

  for (const size of [10, 300_000]) {
    it(`a refused fence leaves nothing accepted, and its own error comes through (body of ${size} bytes)`, async () => {
      const had = (await received()).length;
      const refused = new Error('the claim is lost');
      const attempt = testAttempt('a/send', () => Promise.reject(refused));
      const effect = smtpEffect({ smtpUrl, message: await message('x '.repeat(size / 2)), timeouts: SHORT });
      await assert.rejects(effect.perform(attempt), (error) => error === refused);
      // The server is in order and took nothing: the next message is the only one.
      await smtpEffect({ smtpUrl, message: await message() }).perform(testAttempt('b/send'));
      assert.equal((await received()).length - had, 1);
    });
  }
});

describe('sending over SMTP with TLS and a password', () => {
  const servers: SMTPServer[] = [];
  after(() => Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(resolve)))));

  const start = async (secure: boolean, taken: string[]): Promise<number> => {
    // smtp-server's own certificate, signed by nobody.
    const server = new SMTPServer({
      secure,
      closeTimeout: 500,
      onAuth: ({ username, password }, _session, done) =>
        password === 'p@ss' ? done(null, { user: username }) : done(new Error('no')),
      onData: (stream, session, done) => {
        taken.push(`${session.user} ${session.secure}`);
        stream.resume().on('end', () => done());
      },
    });
    server.on('error', () => undefined);
    servers.push(server);
    const listening = server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    // A TCP server that listens has an address of this shape.
    return (listening.address() as AddressInfo).port;
  };

  for (const [scheme, secure] of [
    ['smtp', false],
    ['smtps', true],
  ] as const) {
    it(`${scheme}: logs in and delivers, encrypted; an unknown certificate is not trusted unless told so`, async () => {
      const taken: string[] = [];
      const url = `${scheme}://riley%40acme.test:p%40ss@127.0.0.1:${await start(secure, taken)}`;
      const trusting = smtpEffect({ smtpUrl: `${url}?tls.rejectUnauthorized=false`, message: await message() });
      await trusting.perform(testAttempt('a/send'));
      assert.deepEqual(taken, ['riley@acme.test true']);
      assert.equal((await failureOf(url)).kind, 'transient');
      assert.equal(taken.length, 1);
    });
  }
});
