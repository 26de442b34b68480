import assert from 'node:assert/strict';
import { Signature } from '@hubspot/api-client';
import fc from 'fast-check';
import { createVerify } from '../../../../src/integrations/crm/hubspot/verify.ts';
import { createVerify as createStandardVerify } from '../../../../src/integrations/crm/webhook/verify.ts';

const NOW_MS = Date.UTC(2026, 10, 23);
const PUBLIC_URL = 'https://signoff.example.com/webhooks/hubspot';
const verify = createVerify('secret');

function request(body: string, { url = PUBLIC_URL, signedUrl = '', atMs = NOW_MS } = {}) {
  const signed = { clientSecret: 'secret', requestBody: body, signature: '', url: signedUrl || url, timestamp: atMs };
  const signature = Signature.getSignature('POST', 'v3', signed);
  return {
    method: 'POST',
    url,
    rawBody: Buffer.from(body),
    receivedAt: new Date(NOW_MS),
    headers: { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': String(atMs) },
  };
}

describe('HubSpot’s signatures', () => {
  it('agree with HubSpot’s own client on any body', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (body) => {
        assert.equal(verify(request(body)), 'ok');
      }),
    );
  });

  it('break with any changed byte', () => {
    const body = JSON.stringify([{ objectId: 1, propertyValue: 'größer' }]);
    const good = request(body);
    for (let i = 0; i < good.rawBody.length; i += 1) {
      const rawBody = Buffer.from(good.rawBody);
      rawBody[i] = (rawBody[i] ?? 0) ^ 1;
      assert.notEqual(verify({ ...good, rawBody }), 'ok');
    }
    assert.notEqual(verify({ ...good, method: 'PUT' }), 'ok');
    assert.notEqual(verify({ ...good, headers: { ...good.headers, 'x-hubspot-signature-v3': '' } }), 'ok');
  });

  it('hold for exactly five minutes, either way', () => {
    for (const [offMs, expected] of [
      [-300_000, true],
      [-300_001, false],
      [300_000, true],
      [300_001, false],
    ] as const) {
      assert.equal(verify(request('[]', { atMs: NOW_MS + offMs })) === 'ok', expected, String(offMs));
    }
    const { headers, ...good } = request('[]');
    for (const timestamp of ['', ' ', 'now', `${NOW_MS}.0`, '-1', '1e12']) {
      const answer = verify({ ...good, headers: { ...headers, 'x-hubspot-request-timestamp': timestamp } });
      assert.notEqual(answer, 'ok', timestamp);
    }
  });

  it('decode in the URL what HubSpot decodes, and nothing else', () => {
    const pairs = [
      ['?a=%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B', "?a=:/?@!$'()*,;"],
      ['?a=%3a', '?a=:'],
      ['?a=%20%26%3D%25', '?a=%20%26%3D%25'],
    ];
    for (const [query = '', signed = ''] of pairs) {
      assert.equal(verify(request('[]', { url: PUBLIC_URL + query, signedUrl: PUBLIC_URL + signed })), 'ok', query);
    }
  });
});

describe('the signatures of Standard Webhooks', () => {
  // github.com/standard-webhooks/standard-webhooks, the example of its libraries.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const body = '{"test": 2432232314}';
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };

  it('are refused when they are old, though right', () => {
    const old = { method: 'POST', url: PUBLIC_URL, headers, rawBody: Buffer.from(body), receivedAt: new Date() };
    assert.equal(createStandardVerify([secret])(old), 'Message timestamp too old');
    assert.equal(createStandardVerify([])(old), 'no secret is in force');
    assert.equal(createStandardVerify([secret])({ ...old, headers: {} }), 'Missing required headers');
  });
});
