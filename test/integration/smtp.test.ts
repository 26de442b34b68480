import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import type { MailboxMessage } from '../../src/dev/mailbox/messages.ts';
import { type Mailbox, startMailbox } from '../../src/dev/mailbox.ts';
import type { DeliveryError, DeliveryFailureKind } from '../../src/domain/delivery.ts';
import { type BuiltMessage, buildMessage, messageIdOf } from '../../src/integrations/email/message.ts';
import { smtpEffect } from '../../src/integrations/email/smtp.ts';
import { testAttempt } from '../support/deliveryAttempt.ts';
import { type RawSmtp, type Script, say, startRawSmtp } from '../support/rawSmtp.ts';

const SHORT = { connectMs: 2_000, greetingMs: 300, commandMs: 300, answerMs: 300 };

function message(body = 'Hello Sarah,\n\n.\n..\nbest'): Promise<BuiltMessage> {
  const actionId = '5b0c0a34-55b7-4f7c-8f0f-0b8a1f7b3a11';
  return buildMessage({
    from: { name: 'Riley Rep', address: 'riley@signoff.test' },
    to: { name: 'Sarah', address: 'sarah@acme.test' },
    subject: 'Following up',
    body,
    messageId: messageIdOf(actionId, 2, 'riley@signoff.test'),
    actionId,
    date: new Date('2026-03-01T10:00:00Z'),
  });
}

/** The error of one attempt, which must fail. */
async function failureOf(smtpUrl: string, attempt = testAttempt('a/send')): Promise<DeliveryError> {
  const effect = smtpEffect({ smtpUrl, message: await message(), timeouts: SHORT });
  return effect.perform(attempt).then(
    () => assert.fail('the attempt should have failed'),
    (error: DeliveryError) => error,
  );
}

describe('sending over SMTP to the mailbox', () => {
  let dir: string;
  let mailbox: Mailbox;
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

describe('the phases of SMTP', () => {
  let server: RawSmtp | undefined;
  const start = async (script?: Script) => {
    server = await startRawSmtp(script);
    return server;
  };
  afterEach(() => server?.close());

  it('the fence is asked when the whole message has left and before the dot', async () => {
    const raw = await start();
    let linesAtFence: string[] = [];
    const attempt = testAttempt('a/send', async () => {
      // The body has been handed to the network: wait until it has arrived.
      while (!raw.lines.some((line) => line.endsWith('-Part_1--'))) await setImmediate();
      linesAtFence = [...raw.lines];
    });
    await smtpEffect({ smtpUrl: raw.url, message: await message('long '.repeat(60_000)) }).perform(attempt);
    assert.equal(linesAtFence.includes('.'), false);
    assert.equal(raw.accepted, 1);
  });

  it('the fence is not asked while the server has not taken the message', async () => {
    const raw = await start((line, socket) => {
      if (line !== 'DATA') return undefined;
      socket.pause();
      return say(socket, '354 go on');
    });
    const attempt = testAttempt('a/send');
    // More than the network holds by itself, so that it ends in a timeout.
    const large = await message('long '.repeat(5_000_000));
    const outcome = smtpEffect({ smtpUrl: raw.url, message: large, timeouts: SHORT }).perform(attempt);
    await assert.rejects(outcome, { name: 'DeliveryError', kind: 'transient' });
    assert.deepEqual([attempt.fences(), raw.accepted], [0, 0]);
  });

  const hangUp = (socket: Socket, how: 'end' | 'resetAndDestroy'): 'handled' => {
    socket[how]();
    return 'handled';
  };
  const atTheDot: [name: string, then: (socket: Socket) => 'handled'][] = [
    ['silence', (socket) => say(socket)],
    ['a reset', (socket) => hangUp(socket, 'resetAndDestroy')],
    ['an end', (socket) => hangUp(socket, 'end')],
    ['nonsense', (socket) => say(socket, 'what?')],
    ['a positive answer of the wrong kind', (socket) => say(socket, '354 go on')],
  ];
  for (const [name, then] of atTheDot) {
    it(`${name} after the dot is unconfirmed`, async () => {
      const raw = await start((line, socket, inData) => (inData && line === '.' ? then(socket) : undefined));
      assert.equal((await failureOf(raw.url)).kind, 'unconfirmed');
      assert.equal(raw.accepted, 1);
    });
  }

  const beforeTheDot: [name: string, kind: DeliveryFailureKind, script: Script][] = [
    ['no greeting', 'transient', (line) => (line === '' ? 'handled' : undefined)],
    ['silence at DATA', 'transient', (line) => (line === 'DATA' ? 'handled' : undefined)],
    ['DATA put off', 'transient', (line, socket) => (line === 'DATA' ? say(socket, '451 later') : undefined)],
    ['DATA refused', 'permanent', (line, socket) => (line === 'DATA' ? say(socket, '554 no') : undefined)],
    [
      'a reset in the message',
      'transient',
      (line, socket, inData) => (inData && line === '' ? hangUp(socket, 'resetAndDestroy') : undefined),
    ],
    [
      'a refusal in the message',
      'permanent',
      (line, socket, inData) => (inData && line === '' ? say(socket, '552 enough') : undefined),
    ],
    [
      'acceptance in the middle of the message',
      'transient',
      (line, socket, inData) => (inData && line.startsWith('Subject:') ? say(socket, '250 thanks already') : undefined),
    ],
  ];
  for (const [name, kind, script] of beforeTheDot) {
    it(`${name} is ${kind}, and no dot is sent`, async () => {
      const raw = await start(script);
      // The fence takes until the connection is gone and the client has had time to hear of it, and then lets through.
      const attempt = testAttempt('a/send', () => raw.ended.then(() => setTimeout(50)));
      assert.equal((await failureOf(raw.url, attempt)).kind, kind);
      assert.equal(raw.accepted, 0);
    });
  }

  it('giving up is transient before the fence, and nothing is sent', async () => {
    const raw = await start();
    const attempt = testAttempt('a/send');
    attempt.abort();
    assert.equal((await failureOf(raw.url, attempt)).kind, 'transient');
    assert.equal(raw.accepted, 0);
  });

  it('giving up while the fence is asked is transient, and told only when the fence has answered', async () => {
    const raw = await start();
    let answered = false;
    const attempt = testAttempt('a/send', async () => {
      attempt.abort();
      await raw.ended;
      answered = true;
    });
    assert.equal((await failureOf(raw.url, attempt)).kind, 'transient');
    assert.deepEqual([answered, raw.accepted], [true, 0]);
  });

  it('giving up after the dot is unconfirmed', async () => {
    const raw = await start((line, socket, inData) => (inData && line === '.' ? say(socket) : undefined));
    const attempt = testAttempt('a/send');
    const outcome = failureOf(raw.url, attempt);
    while (raw.accepted === 0) await setImmediate();
    attempt.abort();
    assert.equal((await outcome).kind, 'unconfirmed');
  });

  it('a wrong password is permanent and names the mailbox, never the password', async () => {
    const raw = await start((line, socket) => {
      if (line.startsWith('EHLO')) return say(socket, '250-raw.test\r\n250 AUTH PLAIN');
      return line.startsWith('AUTH') ? say(socket, '535 5.7.8 no') : undefined;
    });
    const url = raw.url.replace('smtp://', 'smtp://riley%40acme.test:s3cret-word@');
    const error = await failureOf(url);
    assert.equal(error.kind, 'permanent');
    assert.match(error.message, /riley@acme\.test/);
    assert.doesNotMatch(`${error.message}${error.stack}${String(error.cause)}`, /s3cret-word/);
  });

  it('where TLS is required, a server without it gets neither password nor message', async () => {
    const raw = await start((line, socket) => (line === 'STARTTLS' ? say(socket, '502 no') : undefined));
    const url = `${raw.url.replace('smtp://', 'smtp://riley:s3cret@')}?requireTLS=true`;
    assert.equal((await failureOf(url)).kind, 'permanent');
    assert.deepEqual(raw.lines.slice(1), ['STARTTLS']);
  });

  it('nobody listening is transient', async () => {
    const raw = await start();
    await raw.close();
    assert.equal((await failureOf(raw.url)).kind, 'transient');
  });
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
