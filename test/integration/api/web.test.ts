import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { startApi, type TestApi } from './support.ts';

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const INDEX = '<!doctype html><title>Signoff</title>';
const SCRIPT = `export const text = ${JSON.stringify('long '.repeat(100))};`;
const AS_BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('API: the browser application', () => {
  let api: TestApi;
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'signoff-web-'));
    await mkdir(join(dir, 'assets'));
    await Promise.all([
      writeFile(join(dir, 'index.html'), INDEX),
      writeFile(join(dir, 'favicon.svg'), '<svg/>'),
      writeFile(join(dir, '.secret.txt'), 'secret'),
      writeFile(join(dir, 'assets/index-Ab_1-c.js'), SCRIPT),
      writeFile(join(dir, 'assets/index-Ab_1-c.js.br'), brotliCompressSync(SCRIPT)),
      writeFile(join(dir, 'assets/index-Ab_1-c.js.gz'), gzipSync(SCRIPT)),
      writeFile(join(dir, 'assets/index-2.css'), 'p{}'),
    ]);
    api = await startApi({ web: dir });
  });
  after(async () => {
    await api.stop();
    await rm(dir, { recursive: true });
  });

  const get = (url: string, headers: Record<string, string> = AS_BROWSER) => api.call(null, 'GET', url, { headers });

  it('is the page at / and at every path of its own screens, checked for a newer one each time', async () => {
    for (const [url, headers] of [
      ['/', {}],
      ['/?status=failed', AS_BROWSER],
      ['/actions/0191f3f0-0000-7000-8000-000000000000', AS_BROWSER],
      ['/assets', AS_BROWSER],
    ] as const) {
      const answer = await get(url, headers);
      assert.deepEqual([answer.status, answer.body], [200, INDEX], url);
      assert.equal(answer.headers['cache-control'], 'no-cache');
      assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
    }
    const etag = String((await get('/')).headers.etag);
    assert.equal((await get('/', { 'if-none-match': etag })).status, 304);
    assert.equal((await api.app.inject({ method: 'HEAD', url: '/' })).statusCode, 200);
  });

  it('allows itself nothing inline and nothing from elsewhere', async () => {
    for (const url of ['/', '/actions/1', '/assets/index-2.css', '/none.js']) {
      const { headers } = await get(url);
      assert.equal(headers['content-security-policy'], CSP, url);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
    }
  });

  it('lets what its name changes with be kept for ever, compressed where it was', async () => {
    const url = '/assets/index-Ab_1-c.js';
    const plain = await get(url, {});
    assert.deepEqual([plain.status, plain.body, plain.headers['content-encoding']], [200, SCRIPT, undefined]);
    for (const [accepted, encoding] of Object.entries({ 'gzip, br': 'br', gzip: 'gzip' })) {
      const { headers } = await get(url, { 'accept-encoding': accepted });
      assert.equal(headers['content-encoding'], encoding);
      assert.equal(headers['content-type'], plain.headers['content-type']);
      assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
      assert.equal(headers.vary, 'accept-encoding');
    }
    assert.match(String(plain.headers['content-type']), /^(text|application)\/javascript/);
    assert.equal((await get('/favicon.svg', { 'accept-encoding': 'br' })).headers['cache-control'], 'no-cache');
  });

  it('is a problem where there is no such file, and where a path is none of a screen', async () => {
    const paths = ['/none.js', '/assets/none.js', '/api/unknown', '/api', '/webhooks/x', '/session/x', '/docs/x'];
    const hidden = [
      '/.secret.txt',
      '/..%2f..%2fetc%2fhosts.txt',
      '/assets/..%2findex.html',
      '/a%00.js',
      '/%5c..%5ca.js',
    ];
    for (const path of [...paths, ...hidden]) {
      const { status, body, headers } = await get(path);
      assert.deepEqual([status, body.code], [404, 'not-found'], path);
      assert.equal(headers['content-type'], 'application/problem+json');
      assert.equal(headers['cache-control'], 'no-store');
    }
    assert.equal((await get('/actions/1', { accept: 'application/json' })).status, 404);
    assert.equal((await get('/', { 'if-match': '"other"' })).status, 404);
    assert.equal((await api.call(null, 'POST', '/actions/1', { headers: AS_BROWSER })).status, 404);
  });

  it('leaves the API, its description and its page to themselves', async () => {
    assert.equal((await api.call('ana', 'GET', '/api/me', { headers: AS_BROWSER })).body.id, 'ana');
    assert.match((await get('/openapi.json')).body.openapi, /^3\.1/);
    assert.equal((await get('/livez')).body.status, 'ok');
    const docs = await get('/docs');
    assert.match(docs.body, /swagger-ui/);
    assert.match(String(docs.headers['content-security-policy']), /default-src 'self'/);
    const [, script = ''] = /src="(\/docs\/[^"]+\.js)"/.exec(docs.body) ?? [];
    assert.match(String((await get(script)).headers['content-type']), /javascript/);
  });

  it('is not there where none was built', async () => {
    const other = await startApi();
    const { status, body } = await other.call(null, 'GET', '/', { headers: AS_BROWSER });
    assert.deepEqual([status, body.code], [404, 'not-found']);
    await other.stop();
  });
});
