import assert from 'node:assert/strict';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { DeliveryError } from '../../../src/domain/delivery.ts';
import { unsentEml } from '../../../src/integrations/email/eml.ts';
import { buildMessage, type MessageInput, messageIdOf, signatureOf } from '../../../src/integrations/email/message.ts';

const ACTION = '5b0c0a34-55b7-4f7c-8f0f-0b8a1f7b3a11';

const input = (changes: Partial<MessageInput> = {}): MessageInput => ({
  from: { name: 'Riley Rep', address: 'riley@signoff.test' },
  to: { name: 'Sarah', address: 'sarah@acme.test' },
  subject: 'Following up',
  body: 'Hello Sarah,\n\nhow about Tuesday?\nBest',
  messageId: messageIdOf(ACTION, 3, 'riley@Signoff.Test'),
  actionId: ACTION,
  date: new Date('2026-03-01T10:00:00Z'),
  ...changes,
});

const read = async (changes: Partial<MessageInput> = {}) => simpleParser((await buildMessage(input(changes))).raw);

describe('a message', () => {
  it('is from the rep, answered to the rep and goes to the one recipient', async () => {
    const message = await buildMessage(input());
    const parsed = await simpleParser(message.raw);
    assert.deepEqual(message.envelope, { from: 'riley@signoff.test', to: ['sarah@acme.test'] });
    assert.deepEqual(parsed.from?.value, [{ name: 'Riley Rep', address: 'riley@signoff.test' }]);
    assert.deepEqual(parsed.replyTo?.value, parsed.from?.value);
    assert.deepEqual([parsed.to].flat()[0]?.value, [{ name: 'Sarah', address: 'sarah@acme.test' }]);
    assert.deepEqual([parsed.cc, parsed.bcc], [undefined, undefined]);
  });

  it('names action and version in its Message-ID, and the action in X-Action-Id', async () => {
    const parsed = await read();
    assert.equal(parsed.messageId, `<${ACTION}.3@signoff.test>`);
    assert.equal(parsed.headers.get('x-action-id'), ACTION);
  });

  it('names the email that it answers, and says nothing where it answers none', async () => {
    const answer = await read({ inReplyTo: '<last.1@acme.test>' });
    assert.deepEqual([answer.inReplyTo, answer.references], ['<last.1@acme.test>', '<last.1@acme.test>']);
    const { inReplyTo, references } = await read();
    assert.deepEqual([inReplyTo, references], [undefined, undefined]);
    await assert.rejects(read({ inReplyTo: '<a@b>\r\nBcc: x@y.test' }), DeliveryError);
  });

  it('is the same to the byte each time, with CRLF alone as line break', async () => {
    const [one, two] = await Promise.all([buildMessage(input()), buildMessage(input())]);
    assert.ok(one.raw.equals(two.raw));
    assert.doesNotMatch(one.raw.toString(), /[^\r]\n|\r[^\n]/);
  });

  it('is signed, with the rep’s name where nothing else is set', () => {
    const named = { display_name: 'Riley Rep' };
    assert.equal(signatureOf({ ...named, signature: 'Riley\nSignoff Inc.' }), 'Riley\nSignoff Inc.');
    for (const signature of [null, '', ' \n']) assert.equal(signatureOf({ ...named, signature }), 'Riley Rep');
  });

  it('carries signature and postal address below the delimiter, in both parts', async () => {
    const parsed = await read({ signature: 'Riley\nSignoff Inc.', postalAddress: '1 Main St, Springfield' });
    const foot = '\n\n-- \nRiley\nSignoff Inc.\n\n1 Main St, Springfield\n';
    assert.ok(parsed.text?.endsWith(foot), JSON.stringify(parsed.text));
    assert.match(String(parsed.html), /1 Main St, Springfield/);
    assert.doesNotMatch((await read()).text ?? '', /-- /);
  });

  it('has nothing but text in its HTML part, whatever the body says', async () => {
    const body = '<script>alert(1)</script> & "q" https://evil.test <img src=x>\nsecond line';
    const parsed = await read({ body });
    assert.equal(parsed.text, `${body}\n`);
    const html = String(parsed.html);
    assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt; &amp; &quot;q&quot;/);
    assert.match(html, /<br>/);
    assert.doesNotMatch(html, /<script|<img|<a /);
  });

  it('keeps every text as it was given', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
      .filter((body) => body.trim() === body && body !== '');
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        assert.equal((await read({ body })).text, `${body.replace(/\r\n?/g, '\n')}\n`);
      }),
      { numRuns: 100 },
    );
  });

  for (const control of ['\r\n', '\n', '\r', '\0', '\u2028']) {
    const evil = `x${control}Bcc: victim@evil.test`;
    const places: [string, Partial<MessageInput>][] = [
      ['subject', { subject: evil }],
      ['recipient', { to: { address: `sarah@acme.test${control}Bcc: victim@evil.test` } }],
      ["recipient's name", { to: { name: evil, address: 'sarah@acme.test' } }],
      ["rep's name", { from: { name: evil, address: 'riley@signoff.test' } }],
      ["rep's address", { from: { address: `${evil}` } }],
      ['Message-ID', { messageId: evil }],
    ];
    for (const [place, changes] of places) {
      it(`refuses ${JSON.stringify(control)} in the ${place}, for good`, async () => {
        await assert.rejects(
          buildMessage(input(changes)),
          (error) => error instanceof DeliveryError && error.kind === 'permanent',
        );
      });
    }
  }

  for (const address of ['sarah@acme.test, max@acme.test', 'Sarah <sarah@acme.test>', 'sarah', '', 'a@b.test\u0000']) {
    it(`refuses ${JSON.stringify(address)} as recipient, for good`, async () => {
      await assert.rejects(
        buildMessage(input({ to: { address } })),
        (error) => error instanceof DeliveryError && error.kind === 'permanent',
      );
    });
  }

  it('as a draft may lack a recipient, and opens for editing as a file', async () => {
    const message = await buildMessage(input({ to: undefined }));
    assert.deepEqual(message.envelope.to, []);
    const parsed = await simpleParser(unsentEml(message.raw));
    assert.equal(parsed.to, undefined);
    assert.equal(parsed.headers.get('x-unsent'), '1');
    assert.equal(parsed.subject, 'Following up');
  });
});
