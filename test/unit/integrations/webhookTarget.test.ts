import assert from 'node:assert/strict';
import { refusalOf, refusalOfUrl } from '../../../src/integrations/webhooks/target.ts';

/** One of each kind that is not the internet, in whatever clothes it comes. */
const NOT_THE_INTERNET = [
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '0.1.2.3',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.127.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:0:10.0.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::1',
  '2002:7f00:1::',
  '2001::1',
  '2001:db8::1',
  '3fff::1',
  'fe80::1',
  'fec0::1',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '100::1',
  '4000::1',
];
const INTERNET = ['1.1.1.1', '8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '2606:4700::1111'];

describe('where outgoing webhooks may go', () => {
  for (const address of NOT_THE_INTERNET) {
    it(`not to ${address}, whether a URL names it or a name has it`, () => {
      assert.match(refusalOf([address], 'https:', []) ?? '', /private or reserved/);
      const host = address.includes(':') ? `[${address}]` : address;
      assert.match(refusalOfUrl(`https://${host}/hook`, []) ?? '', /private or reserved/);
    });
  }

  it('to the internet, by https alone', () => {
    for (const address of INTERNET) {
      assert.equal(refusalOf([address], 'https:', []), undefined, address);
      assert.match(refusalOf([address], 'http:', ['10.0.0.0/8']) ?? '', /http is for allowed networks only/, address);
    }
    assert.equal(refusalOfUrl('https://hooks.example.com/x', []), undefined);
    for (const url of ['http://hooks.example.com/x', 'ftp://hooks.example.com/x'])
      assert.equal(refusalOfUrl(url, []), 'must be an https address', url);
  });

  it('not where one of several addresses is private: whoever answers for the name chooses among them', () => {
    assert.match(refusalOf(['1.1.1.1', '10.0.0.1'], 'https:', []) ?? '', /private/);
    assert.match(refusalOf([], 'https:', []) ?? '', /no address/);
  });

  it('not to an address that is written so that it does not look like one', () => {
    for (const host of ['2130706433', '0x7f.1', '0177.0.0.1', '127.1', '[::ffff:7f00:1]', '127.0.0.1.'])
      assert.match(refusalOfUrl(`https://${host}/`, []) ?? '', /private or reserved/, host);
  });

  it('to allowed networks and to nothing beside them, by http as well', () => {
    const networks = ['10.0.0.0/8', '192.168.1.7/32', 'fd00::/8'];
    for (const address of ['10.1.2.3', '192.168.1.7', 'fd12::1']) {
      assert.equal(refusalOf([address], 'http:', networks), undefined, address);
      assert.equal(refusalOf([address], 'https:', networks), undefined, address);
    }
    for (const address of ['192.168.1.8', '127.0.0.1', 'fe80::1', '::ffff:10.1.2.3'])
      assert.match(refusalOf([address], 'https:', networks) ?? '', /private/, address);
    assert.equal(refusalOf(['10.1.2.3', '1.1.1.1'], 'https:', networks), undefined);
    assert.match(refusalOf(['10.1.2.3', '1.1.1.1'], 'http:', networks) ?? '', /http is for/);
    assert.equal(refusalOfUrl('http://n8n.internal/', networks), undefined);
  });
});
