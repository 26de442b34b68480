import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { ConfigError, dkimKey, readConfig, redacted } from '../../src/config.ts';

const DATABASE_URL = 'postgres://localhost/signoff';
const secret = (bytes: number) => `whsec_${randomBytes(bytes).toString('base64')}`;

describe('the configuration of webhooks', () => {
  it('takes several secrets, and shows none', () => {
    const [one, other] = [secret(24), secret(64)];
    const config = readConfig({ DATABASE_URL, CRM_WEBHOOK_SECRETS: `${one}, ${other}` });
    assert.deepEqual(config.CRM_WEBHOOK_SECRETS, [one, other]);
    assert.doesNotMatch(JSON.stringify(redacted(config)), /whsec_/);
  });

  it('refuses secrets that are none, or too short to be one', () => {
    for (const bad of ['secret', 'whsec_', secret(16), secret(65), `${secret(24)},`, `${secret(24)};${secret(24)}`]) {
      assert.throws(() => readConfig({ DATABASE_URL, CRM_WEBHOOK_SECRETS: bad }), ConfigError, bad);
    }
  });

  it('wants the public URL with HubSpot’s secret', () => {
    const hubspot = { DATABASE_URL, HUBSPOT_CLIENT_SECRET: 'secret' };
    assert.throws(() => readConfig(hubspot), /PUBLIC_URL is required with HUBSPOT_CLIENT_SECRET/);
    readConfig({ ...hubspot, PUBLIC_URL: 'https://signoff.example.com' });
  });

  it('wants BottleCRM’s URL and token together, and shows no token', () => {
    const [url, token] = ['https://crm.example.com', 'pat-of-bottlecrm'];
    for (const half of [{ BOTTLECRM_URL: url }, { BOTTLECRM_TOKEN: token }]) {
      assert.throws(() => readConfig({ DATABASE_URL, ...half }), /BOTTLECRM_URL and BOTTLECRM_TOKEN belong together/);
    }
    const config = readConfig({ DATABASE_URL, BOTTLECRM_URL: url, BOTTLECRM_TOKEN: token });
    assert.equal(config.BOTTLECRM_TOKEN, token);
    assert.doesNotMatch(JSON.stringify(redacted(config)), new RegExp(token));
  });
});

describe('the configuration of DKIM', () => {
  const pemOf = (bits: number) =>
    generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const pem = pemOf(2048);
  const whole = { DATABASE_URL, DKIM_DOMAIN: 'Signoff.Test', DKIM_SELECTOR: 'mail', DKIM_PRIVATE_KEY: pem };

  it('takes a key in PEM, its line breaks written out too, and shows none', () => {
    for (const DKIM_PRIVATE_KEY of [pem, pem.replaceAll('\n', '\\n')]) {
      const config = readConfig({ ...whole, DKIM_PRIVATE_KEY });
      assert.deepEqual(dkimKey(config), { domain: 'signoff.test', selector: 'mail', privateKey: pem });
      assert.doesNotMatch(JSON.stringify(redacted(config)), /PRIVATE KEY--/);
    }
    assert.equal(dkimKey(readConfig({ DATABASE_URL })), undefined);
  });

  it('wants all of it or nothing, and refuses what cannot sign, without showing it', () => {
    for (const name of ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_PRIVATE_KEY'])
      assert.throws(() => readConfig({ ...whole, [name]: '' }), /DKIM_PRIVATE_KEY belong together/);
    const { privateKey } = generateKeyPairSync('ed25519');
    const bad = [
      pem.slice(0, 200),
      'key.pem',
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      pemOf(512),
    ];
    for (const DKIM_PRIVATE_KEY of bad) {
      assert.throws(
        () => readConfig({ ...whole, DKIM_PRIVATE_KEY }),
        ({ message }: Error) => /DKIM_PRIVATE_KEY: must be/.test(message) && !message.includes('MII'),
      );
    }
    assert.throws(() => readConfig({ ...whole, DKIM_DOMAIN: 'signoff.test; x' }), /DKIM_DOMAIN: must be/);
  });
});

describe('the configuration of proxies', () => {
  it('takes a number of hops, or addresses and networks, and refuses all else by name', () => {
    const read = (value: string) => readConfig({ DATABASE_URL, TRUSTED_PROXIES: value }).TRUSTED_PROXIES;
    assert.equal(read('2'), 2);
    assert.deepEqual(read('10.0.0.0/8, ::1'), ['10.0.0.0/8', '::1']);
    for (const bad of ['true', '0', '10', '10.0.0.0/33', 'proxy.example.com', '10.0.0.1,']) {
      assert.throws(() => read(bad), /TRUSTED_PROXIES: must be a number of proxies/, bad);
    }
  });
});

describe('the configuration of networks for outgoing webhooks', () => {
  it('takes networks, and refuses all else by name', () => {
    const read = (value: string) =>
      readConfig({ DATABASE_URL, OUTGOING_WEBHOOK_NETWORKS: value }).OUTGOING_WEBHOOK_NETWORKS;
    assert.deepEqual(read('10.0.0.0/8, fd00::/8,192.168.1.7/32'), ['10.0.0.0/8', 'fd00::/8', '192.168.1.7/32']);
    assert.equal(read(''), undefined);
    for (const bad of ['on', '10.0.0.1', '10.0.0.0/33', 'n8n.internal', '10.0.0.0/8,'])
      assert.throws(() => read(bad), /OUTGOING_WEBHOOK_NETWORKS: must be networks such as/, bad);
  });
});
