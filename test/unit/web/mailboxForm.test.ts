import assert from 'node:assert/strict';
import { readOwnServer } from '../../../src/integrations/email/ownServer.ts';
import { bodyOf, NO_SERVERS, type ServerFields, wrongHosts } from '../../../src/web/dialogs/mailboxForm.ts';

const server: ServerFields = {
  host: ' mail.acme.test ',
  encryption: 'tls',
  user: 'ana@acme.test',
  password: 'p@ss/w:rd%',
};

describe('the form of a mailbox', () => {
  it('sends what is filled in, so that the server is told user and password as they were typed', () => {
    const body = bodyOf({ ...NO_SERVERS, smtp: server });
    assert.deepEqual(body, { smtp: 'smtps://ana%40acme.test:p%40ss%2Fw%3Ard%25@mail.acme.test' });
    assert.deepEqual(readOwnServer(body?.smtp ?? '', 'smtp'), {
      ok: true,
      server: { url: body?.smtp, label: 'ana@acme.test at mail.acme.test:465' },
    });
    assert.equal(bodyOf(NO_SERVERS), undefined);
  });

  it('knows STARTTLS, ports, and servers that want no password', () => {
    const imap: ServerFields = { host: 'mail.acme.test:1143', encryption: 'starttls', user: ' ', password: 'unused' };
    assert.deepEqual(bodyOf({ smtp: { ...server, encryption: 'starttls' }, imap }), {
      smtp: 'smtp://ana%40acme.test:p%40ss%2Fw%3Ard%25@mail.acme.test',
      imap: 'imap://mail.acme.test:1143',
    });
  });

  for (const host of [
    'smtps://mail.acme.test',
    'a:b@mail.acme.test',
    'mail.acme.test?requireTLS=false',
    'two words',
    'a:99999999',
  ]) {
    it(`takes no ${host} for a server: it would be more of the URL than that`, () => {
      assert.deepEqual(wrongHosts({ smtp: { ...server, host }, imap: server }), ['smtp']);
    });
  }

  it('takes names and addresses, with ports', () => {
    for (const host of ['mail.acme.test', '10.0.0.7:25', '[::1]:1143', 'localhost']) {
      assert.deepEqual(wrongHosts({ ...NO_SERVERS, smtp: { ...server, host } }), []);
    }
  });
});
