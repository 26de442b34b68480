import assert from 'node:assert/strict';
import { DeliveryError } from '../../../src/domain/delivery.ts';
import { readMailUrl } from '../../../src/integrations/email/mailUrl.ts';

describe('the URL of a mail server', () => {
  it('tells server, port and credentials, decoded', () => {
    const server = readMailUrl('smtps://riley%40acme.test:p%40ss%2Fword@mail.acme.test', 'smtp');
    assert.deepEqual(server.credentials, { user: 'riley@acme.test', password: 'p@ss/word' });
    assert.deepEqual([server.host, server.port, server.secure], ['mail.acme.test', 465, true]);
    assert.equal(server.label, 'riley@acme.test at mail.acme.test:465');
    assert.equal(readMailUrl('imap://[::1]', 'imap').host, '::1');
  });

  const tls: [url: string, requireTls: boolean][] = [
    ['smtp://a:b@mail.acme.test', true],
    ['smtp://a:b@mail.acme.test?requireTLS=false', false],
    ['smtp://a:b@127.0.0.1:2525', false],
    ['smtp://a:b@localhost', false],
    ['smtp://relay.acme.test', false],
    ['smtp://relay.acme.test?requireTLS=true', true],
    ['smtps://a:b@mail.acme.test', false],
  ];
  for (const [url, requireTls] of tls) {
    it(`${url} ${requireTls ? 'requires' : 'does not ask for'} STARTTLS`, () => {
      assert.equal(readMailUrl(url, 'smtp').requireTls, requireTls);
    });
  }

  for (const url of [
    '',
    'mail.acme.test',
    'https://a:s3cret@x.test',
    'imap://a:s3cret@x.test',
    'smtp://a:s3cret@',
    'smtp://a:%E0%A4@x.test',
  ]) {
    it(`${JSON.stringify(url)} is refused for good, without showing it`, () => {
      assert.throws(
        () => readMailUrl(url, 'smtp'),
        (error) => error instanceof DeliveryError && error.kind === 'permanent' && !/s3cret|%E0/.test(error.message),
      );
    });
  }
});
