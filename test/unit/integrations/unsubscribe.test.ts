import assert from 'node:assert/strict';
import { simpleParser } from 'mailparser';
import { DeliveryError } from '../../../src/domain/delivery.ts';
import { buildMessage, type MessageInput } from '../../../src/integrations/email/message.ts';

const URL = `https://signoff.acme.test/unsubscribe/${'aZ0-_'.repeat(90)}`;

const built = (changes: Partial<MessageInput> = {}) =>
  buildMessage({
    from: { name: 'Riley Rep', address: 'riley@signoff.test' },
    to: { address: 'sarah@acme.test' },
    subject: 'Following up',
    body: 'Hello Sarah',
    messageId: '<1@signoff.test>',
    actionId: '1',
    date: new Date('2026-03-01T10:00:00Z'),
    unsubscribeUrl: URL,
    ...changes,
  });
/** Unfolded, by names in lower case. */
const headersOf = async (changes?: Partial<MessageInput>) => {
  const [head = ''] = (await built(changes)).raw.toString().split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]/g, ' ').split('\r\n');
  return new Map(lines.map((line) => [line.split(':', 1)[0]?.toLowerCase(), line.replace(/^[^:]*: */, '')]));
};

describe('a message that says how to unsubscribe', () => {
  it('has the two headers of one-click, with one URL however long (RFC 8058, section 3.1)', async () => {
    const headers = await headersOf();
    assert.equal(headers.get('list-unsubscribe'), `<${URL}>`);
    assert.equal(headers.get('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
  });

  it('promises one-click by https and on this machine only', async () => {
    const promises = async (unsubscribeUrl: string) =>
      (await headersOf({ unsubscribeUrl })).get('list-unsubscribe-post') !== undefined;
    assert.equal(await promises('http://localhost:3000/unsubscribe/x'), true);
    assert.equal(await promises('http://signoff.intranet/unsubscribe/x'), false);
    const headers = await headersOf({ unsubscribeUrl: 'http://signoff.intranet/unsubscribe/x' });
    assert.equal(headers.get('list-unsubscribe'), '<http://signoff.intranet/unsubscribe/x>');
  });

  it('has neither where no address is given', async () => {
    const { raw } = await built({ unsubscribeUrl: undefined });
    assert.doesNotMatch(raw.toString(), /unsubscribe/i);
  });

  it('names the address at the foot of its text and links to it at the foot of its HTML, once', async () => {
    const parsed = await simpleParser((await built({ signature: 'Riley', postalAddress: '1 Main St' })).raw);
    assert.equal(parsed.text, `Hello Sarah\n\n-- \nRiley\n\n1 Main St\n\nUnsubscribe: ${URL}\n`);
    const html = String(parsed.html);
    assert.match(html, new RegExp(`1 Main St</p>\\s*<p[^>]*><a href="${URL}">Unsubscribe</a></p>\\s*</div>`));
    assert.equal(html.split(URL).length, 2);
  });

  it('has no other link, whatever its body says', async () => {
    const parsed = await simpleParser((await built({ body: '<a href="https://evil.test">https://evil.test</a>' })).raw);
    assert.equal(String(parsed.html).match(/<a /g)?.length, 1);
  });

  it('is the same to the byte each time', async () => {
    assert.ok((await built()).raw.equals((await built()).raw));
  });

  it('is refused where the address would end its header', async () => {
    await assert.rejects(
      built({ unsubscribeUrl: 'https://signoff.test/x\r\nBcc: victim@evil.test' }),
      (error) => error instanceof DeliveryError && error.kind === 'permanent',
    );
  });
});
