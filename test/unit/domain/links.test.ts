import assert from 'node:assert/strict';
import { actionUrl, outsideLink } from '../../../src/domain/links.ts';

describe('a link from outside', () => {
  it('is followed by https only, and told with its host', () => {
    assert.deepEqual(outsideLink('https://app.hubspot.com/contacts/1/deal/2?a=b#c'), {
      href: 'https://app.hubspot.com/contacts/1/deal/2?a=b#c',
      host: 'app.hubspot.com',
    });
    assert.equal(outsideLink('https://crm.acme.test:8443/deals/1')?.host, 'crm.acme.test:8443');
    assert.equal(outsideLink('https://crm.аcme.test/')?.host, 'crm.xn--cme-5cd.test', 'a Cyrillic letter is seen');
  });

  for (const url of [
    'http://crm.acme.test/deals/1',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://crm.acme.test@evil.test/',
    'https://:x@evil.test/',
    '//evil.test/deals/1',
    '/deals/1',
    '',
    null,
    undefined,
  ]) {
    it(`is none where it says ${JSON.stringify(url)}`, () => assert.equal(outsideLink(url), undefined));
  }
});

describe('the link to an action', () => {
  it('is its page on the screen, however the public URL ends', () => {
    assert.equal(actionUrl('https://signoff.test', 'a-1'), 'https://signoff.test/actions/a-1');
    assert.equal(actionUrl('https://signoff.test/', 'a-1'), 'https://signoff.test/actions/a-1');
  });
});
