import assert from 'node:assert/strict';
import { startApi, type TestApi } from './support.ts';

const METRICS_TOKEN = 'prometheus-of-this-test';
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };

describe('API: what is told to strangers in production', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi({ demoSignIn: false, metricsToken: METRICS_TOKEN, publicUrl: 'https://signoff.test' });
  });
  after(() => api.stop());

  const asPrometheus = (path: string, token = METRICS_TOKEN) =>
    api.call(null, 'GET', path, { headers: { authorization: `Bearer ${token}` } });

  it('is whether it lives and is ready, with nothing beside it', async () => {
    assert.deepEqual((await api.call(null, 'GET', '/livez')).body, { status: 'ok' });
    for (const who of [null, 'ana', 'mia', 'crm'] as const) {
      const { status, body } = await api.call(who, 'GET', '/readyz');
      assert.deepEqual([status, body], [200, { status: 'ready' }]);
    }
    for (const { body } of [await api.call('adam', 'GET', '/readyz'), await asPrometheus('/readyz')]) {
      assert.deepEqual([body.postgres, body.worker], ['ok', 'polling']);
    }
    assert.deepEqual((await asPrometheus('/readyz', `${METRICS_TOKEN}x`)).body, { status: 'ready' });
  });

  it('is no figure: those are for administrators and METRICS_TOKEN', async () => {
    for (const who of ['ana', 'mia', 'crm'] as const)
      assert.equal((await api.call(who, 'GET', '/metrics')).status, 403, who);
    const strangers = [await api.call(null, 'GET', '/metrics'), await asPrometheus('/metrics', `${METRICS_TOKEN}x`)];
    for (const { status, body } of strangers) assert.deepEqual([status, body.code], [401, 'unauthenticated']);
    for (const { status, body } of [await api.call('adam', 'GET', '/metrics'), await asPrometheus('/metrics')]) {
      assert.equal(status, 200);
      assert.match(body, /^signoff_/m);
    }
  });

  it('is nothing of the API’s description: that takes a credential, a browser’s session too', async () => {
    const signedIn = await api.call(null, 'POST', '/session', {
      body: { token: api.tokens.ana },
      headers: SAME_ORIGIN,
    });
    const [cookie = ''] = String(signedIn.headers['set-cookie']).split(';');
    for (const path of ['/openapi.json', '/docs', '/docs/json', '/docs/static/swagger-ui.css']) {
      assert.equal((await api.call(null, 'GET', path)).status, 401, path);
      assert.equal((await api.call('crm', 'GET', path)).status, 200, path);
      assert.equal((await api.call(null, 'GET', path, { headers: { cookie } })).status, 200, path);
    }
    assert.equal((await asPrometheus('/openapi.json')).status, 401);
  });

  it('opens nothing where METRICS_TOKEN is not set', async () => {
    const other = await startApi({ demoSignIn: false });
    for (const authorization of ['', 'Bearer ', 'Bearer undefined']) {
      assert.equal((await other.call(null, 'GET', '/metrics', { headers: { authorization } })).status, 401);
    }
    await other.stop();
  });

  it('is by https a cookie that no neighbouring subdomain can plant, and no other is taken', async () => {
    const signedIn = await api.call(null, 'POST', '/session', {
      body: { token: api.tokens.ana },
      headers: SAME_ORIGIN,
    });
    const set = String(signedIn.headers['set-cookie']);
    assert.match(set, /^__Host-signoff_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    const [cookie = ''] = set.split(';');
    const me = (sent: string) => api.call(null, 'GET', '/api/me', { headers: { cookie: sent } });
    assert.equal((await me(cookie)).status, 200);
    assert.equal((await me(cookie.replace('__Host-', ''))).status, 401);
    const out = await api.call(null, 'DELETE', '/session', { headers: { ...SAME_ORIGIN, cookie } });
    assert.match(String(out.headers['set-cookie']), /^__Host-signoff_session=; .*Path=\/; .*Secure/);
    assert.equal((await me(cookie)).status, 401);
  });
});
