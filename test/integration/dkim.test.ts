import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MailboxMessage } from '../../local/mailbox/messages.ts';
import { startMailbox } from '../../local/mailbox.ts';
import { type DkimKey, signed } from '../../src/integrations/email/dkim.ts';
import { buildMessage, type MessageInput } from '../../src/integrations/email/message.ts';
import { smtpEffect } from '../../src/integrations/email/smtp.ts';
import { testAttempt } from '../support/deliveryAttempt.ts';

/** Debian's Python with its dkimpy, which shares no line with what signs. */
const PYTHON = '/usr/bin/python3';
const DKIMPY = '/usr/lib/python3/dist-packages/dkim/__init__.py';
/** Takes the message on standard input; the DNS is its second argument. */
const VERIFY = `
import dkim, json, sys
records = json.loads(sys.argv[1])
found = dkim.DKIM(sys.stdin.buffer.read())
try:
    good = found.verify(dnsfunc=lambda name, timeout=5: records.get(name.decode().rstrip('.'), '').encode() or None)
except dkim.DKIMException as error:
    good = False
print(json.dumps({'good': bool(good), 'headers': [name.decode().lower() for name, _ in getattr(found, 'signed_headers', [])]}))
`;

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY: DkimKey = {
  domain: 'signoff.test',
  selector: 'mail2026',
  privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const PUBLIC = pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const DNS = { 'mail2026._domainkey.signoff.test': `v=DKIM1; k=rsa; p=${PUBLIC}` };

const message = (changes: Partial<MessageInput> = {}) =>
  buildMessage({
    from: { name: 'Zoë Rep', address: 'riley@Signoff.Test' },
    to: { name: 'Sarah', address: 'sarah@acme.test' },
    subject: 'Following up: größer, and so long that this header has to be folded into several lines',
    body: `Hello Sarah,\n\n.\n..\n${'long '.repeat(50)}\nfür dich  \n\n`,
    messageId: '<1.1@signoff.test>',
    actionId: '1',
    date: new Date('2026-03-01T10:00:00Z'),
    unsubscribeUrl: `https://signoff.test/unsubscribe/${'a-Z_9'.repeat(60)}`,
    ...changes,
  });

describe('mail that our own relay takes, signed with DKIM', () => {
  it('is the same to the byte each time, and in front of the message as it was built', async () => {
    const built = await message();
    const [one, two] = [await signed(built, KEY), await signed(await message(), KEY)];
    assert.ok(one.raw.equals(two.raw));
    assert.doesNotMatch(one.raw.toString(), /[^\r]\n|\r[^\n]/);
    const head = one.raw.toString().slice(0, -built.raw.length);
    assert.match(head, /^DKIM-Signature: /);
    assert.ok(one.raw.toString().endsWith(built.raw.toString()));
    assert.deepEqual([one.envelope, one.messageId], [built.envelope, built.messageId]);
  });

  it('is signed where it is from the key’s own domain, and nowhere else', async () => {
    for (const address of ['riley@other.test', 'riley@sub.signoff.test', 'riley@notsignoff.test']) {
      const built = await message({ from: { address } });
      assert.ok((await signed(built, KEY)).raw.equals(built.raw), address);
    }
  });

  describe('as dkimpy verifies it', () => {
    before(function () {
      if (existsSync(DKIMPY)) return;
      console.error('skipped: no dkimpy on this machine (Debian: apt-get install python3-dkim)');
      this.skip();
    });

    function verify(raw: Buffer, dns: object = DNS): { good: boolean; headers: string[] } {
      const { stdout, stderr } = spawnSync(PYTHON, ['-c', VERIFY, JSON.stringify(dns)], { input: raw });
      assert.notEqual(stdout.toString(), '', stderr.toString());
      return JSON.parse(stdout.toString());
    }

    it('holds as it comes out of SMTP, and covers both headers of one-click (RFC 8058, section 4)', async () => {
      const dir = await mkdtemp(join(tmpdir(), 'signoff-dkim-'));
      const mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, dir });
      try {
        const smtpUrl = `smtp://127.0.0.1:${mailbox.smtpPort}`;
        await smtpEffect({ smtpUrl, message: await signed(await message(), KEY) }).perform(testAttempt('a/send'));
        const at = `http://127.0.0.1:${mailbox.httpPort}/messages`;
        // The mailbox's own shape.
        const [mail] = (await (await fetch(at)).json()) as MailboxMessage[];
        const { good, headers } = verify(Buffer.from(await (await fetch(`${at}/${mail?.id}/raw`)).arrayBuffer()));
        assert.ok(good);
        for (const name of [
          'from',
          'to',
          'subject',
          'date',
          'message-id',
          'list-unsubscribe',
          'list-unsubscribe-post',
        ]) {
          assert.ok(headers.includes(name), name);
        }
      } finally {
        await mailbox.close();
        await rm(dir, { recursive: true });
      }
    });

    it('does not hold with a word changed in what it covers, nor with another key', async () => {
      const { raw } = await signed(await message(), KEY);
      assert.ok(verify(raw).good);
      for (const [from, to] of [
        ['List-Unsubscribe=One-Click', 'List-Unsubscribe=Two-Click'],
        ['/unsubscribe/a-Z', '/unsubscribe/b-Z'],
        ['Hello Sarah', 'Hello Susan'],
        ['<riley@', '<james@'],
      ] as const) {
        const changed = raw.toString('latin1').replace(from, to);
        assert.notEqual(changed, raw.toString('latin1'), from);
        assert.equal(verify(Buffer.from(changed, 'latin1')).good, false, from);
      }
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const p = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
      assert.equal(verify(raw, { 'mail2026._domainkey.signoff.test': `v=DKIM1; p=${p}` }).good, false);
    });
  });
});
