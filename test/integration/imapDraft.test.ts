import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer } from 'node:net';
import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import type { DeliveryError } from '../../src/domain/delivery.ts';
import { imapDraftEffect } from '../../src/integrations/email/imap.ts';
import { type BuiltMessage, buildMessage, messageIdOf } from '../../src/integrations/email/message.ts';
import { testAttempt } from '../support/deliveryAttempt.ts';
import { type Dovecot, dovecotIsInstalled, startDovecot } from '../support/dovecot.ts';

const ACTION = '7d1c0a34-55b7-4f7c-8f0f-0b8a1f7b3a22';

function draft(version = 1): Promise<BuiltMessage> {
  return buildMessage({
    from: { name: 'Riley Rep', address: 'riley@signoff.test' },
    to: { address: 'sarah@acme.test' },
    subject: 'Grüße',
    body: 'Hello Sarah',
    messageId: messageIdOf(ACTION, version, 'riley@signoff.test'),
    actionId: ACTION,
    date: new Date('2026-03-01T10:00:00Z'),
  });
}

const kindOf = (outcome: Promise<unknown>) =>
  outcome.then(
    () => 'delivered',
    (error: DeliveryError) => error.kind,
  );

describe('placing a draft over IMAP (Dovecot)', () => {
  let dovecot: Dovecot;

  before(async function () {
    if (!dovecotIsInstalled()) {
      console.error('skipped: no dovecot on this machine (Debian: apt-get install dovecot-imapd)');
      this.skip();
    }
    dovecot = await startDovecot({ drafts: true });
  });
  after(() => dovecot?.stop());

  it('appends it to the folder marked \\Drafts, flagged as a draft, byte for byte', async () => {
    const imapUrl = dovecot.url('one@signoff.test');
    const message = await draft();
    const attempt = testAttempt('a/draft');
    const result = await imapDraftEffect({ imapUrl, message }).perform(attempt);
    assert.equal(attempt.fences(), 1);
    assert.equal(result.folder, 'Entwürfe');
    assert.equal(result.mailbox, `one@signoff.test at 127.0.0.1:${dovecot.port}`);
    assert.equal(result.messageId, message.messageId);
    const [kept, ...others] = await messagesIn(imapUrl, 'Entwürfe');
    assert.equal(others.length, 0);
    assert.deepEqual([kept?.uid, kept?.flags?.has('\\Draft')], [result.uid, true]);
    assert.equal(kept?.source?.toString(), message.raw.toString());
    assert.equal((await simpleParser(kept?.source ?? '')).subject, 'Grüße');
  });

  it('performed twice, there is one draft, and the second passes no fence', async () => {
    const effect = imapDraftEffect({ imapUrl: dovecot.url('two@signoff.test'), message: await draft() });
    const first = await effect.perform(testAttempt('a/draft'));
    const second = testAttempt('a/draft');
    assert.deepEqual(await effect.perform(second), first);
    assert.equal(second.fences(), 0);
    assert.equal((await messagesIn(dovecot.url('two@signoff.test'), 'Entwürfe')).length, 1);
  });

  it('the draft of another version is another draft', async () => {
    const imapUrl = dovecot.url('versions@signoff.test');
    await imapDraftEffect({ imapUrl, message: await draft(1) }).perform(testAttempt('a/draft'));
    await imapDraftEffect({ imapUrl, message: await draft(2) }).perform(testAttempt('a/draft'));
    assert.equal((await messagesIn(imapUrl, 'Entwürfe')).length, 2);
  });

  it('an answer lost after the fence is unconfirmed, and asking finds the draft', async () => {
    const cut = await startCut(dovecot.port);
    const direct = dovecot.url('lost@signoff.test');
    const imapUrl = direct.replace(`:${dovecot.port}`, `:${cut.port}`);
    const message = await draft();
    const attempt = testAttempt('a/draft', async () => cut.loseAnswers());
    const lost = imapDraftEffect({ imapUrl, message, timeouts: { commandMs: 1_000 } }).perform(attempt);
    assert.equal(await kindOf(lost), 'unconfirmed');
    cut.close();

    const found = await imapDraftEffect({ imapUrl: direct, message }).ask?.(testAttempt('a/draft'));
    const [kept] = await messagesIn(direct, 'Entwürfe');
    assert.deepEqual([found?.uid, found?.messageId], [kept?.uid, message.messageId]);
  });

  it('asking answers null where nothing was appended, and a refused fence appends nothing', async () => {
    const effect = imapDraftEffect({ imapUrl: dovecot.url('none@signoff.test'), message: await draft() });
    const refused = new Error('the claim is lost');
    await assert.rejects(effect.perform(testAttempt('a/draft', () => Promise.reject(refused))), refused);
    assert.equal(await effect.ask?.(testAttempt('a/draft')), null);
  });

  it('a wrong password is permanent and names the mailbox, never the password', async () => {
    const imapUrl = dovecot.url('riley@signoff.test', 'wrong-word');
    const effect = imapDraftEffect({ imapUrl, message: await draft() });
    await assert.rejects(effect.perform(testAttempt('a/draft')), (error: DeliveryError) => {
      assert.equal(error.kind, 'permanent');
      assert.match(error.message, /riley@signoff\.test/);
      assert.doesNotMatch(error.message, /wrong-word/);
      return true;
    });
  });

  it('nobody listening and an attempt given up are transient', async () => {
    const message = await draft();
    const nobody = imapDraftEffect({ imapUrl: 'imap://a:b@127.0.0.1:1', message });
    assert.equal(await kindOf(nobody.perform(testAttempt('a/draft'))), 'transient');
    const attempt = testAttempt('a/draft');
    attempt.abort();
    const givenUp = imapDraftEffect({ imapUrl: dovecot.url('up@signoff.test'), message });
    assert.equal(await kindOf(givenUp.perform(attempt)), 'transient');
  });
});

describe('placing a draft where no folder is marked (Dovecot)', () => {
  let dovecot: Dovecot;

  before(async function () {
    if (!dovecotIsInstalled()) this.skip();
    dovecot = await startDovecot({ drafts: false });
  });
  after(() => dovecot?.stop());

  it('makes a folder Drafts, once, and asking before makes none', async () => {
    const imapUrl = dovecot.url('one@signoff.test');
    const effect = imapDraftEffect({ imapUrl, message: await draft() });
    assert.equal(await effect.ask?.(testAttempt('a/draft')), null);
    assert.equal((await effect.perform(testAttempt('a/draft'))).folder, 'Drafts');
    await effect.perform(testAttempt('a/draft'));
    assert.equal((await messagesIn(imapUrl, 'Drafts')).length, 1);
  });
});

async function messagesIn(imapUrl: string, folder: string) {
  const { username, password, port } = new URL(imapUrl);
  const auth = { user: decodeURIComponent(username), pass: password };
  const client = new ImapFlow({ host: '127.0.0.1', port: Number(port), auth, logger: false });
  await client.connect();
  try {
    await client.mailboxOpen(folder);
    return await client.fetchAll('1:*', { flags: true, source: true, uid: true });
  } finally {
    client.close();
  }
}

/** A way to the server that can be told to swallow its answers from then on. */
async function startCut(target: number): Promise<{ port: number; loseAnswers(): void; close(): void }> {
  let losing = false;
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    client.pipe(upstream);
    // The synchronising literal's "+ OK" still passes: the message is to arrive.
    upstream.on('data', (chunk) => {
      if (!losing || chunk.toString().startsWith('+')) client.write(chunk);
    });
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // A TCP server that listens has an address of this shape.
    port: (server.address() as AddressInfo).port,
    loseAnswers: () => {
      losing = true;
    },
    close: () => {
      server.close();
    },
  };
}
