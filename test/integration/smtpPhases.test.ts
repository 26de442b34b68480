import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { DeliveryFailureKind } from '../../src/domain/delivery.ts';
import { smtpEffect } from '../../src/integrations/email/smtp.ts';
import { testAttempt } from '../support/deliveryAttempt.ts';
import { eventually } from '../support/eventually.ts';
import { type RawSmtp, type Script, say, startRawSmtp } from '../support/rawSmtp.ts';
import { failureOf, message, SHORT } from '../support/smtpMessage.ts';

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
      await eventually(() => assert.ok(raw.lines.some((line) => line.endsWith('-Part_1--'))));
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
    await eventually(() => assert.equal(raw.accepted, 1));
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
