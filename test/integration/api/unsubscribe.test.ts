import assert from 'node:assert/strict';
import { unsubscribeTokenOf } from '../../../src/store/people/unsubscribing.ts';
import { type Answer, startApi, type TestApi } from './support.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ONE_CLICK = 'List-Unsubscribe=One-Click';

describe('API: unsubscribing', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi({ demoSignIn: false, publicUrl: 'https://signoff.test' });
  });
  after(() => api.stop());
  let people = 0;

  /** A recipient whom only this test knows, and where his link leads. */
  async function aRecipient(workspaceId = 'acme') {
    people += 1;
    const address = `p${people}+list@customer.test`;
    return { address, path: `/unsubscribe/${await unsubscribeTokenOf(api.db, { workspaceId, address })}` };
  }
  const post = (path: string, body: string | Buffer = ONE_CLICK, headers: Record<string, string> = FORM) =>
    api.call(null, 'POST', path, { body, headers });
  const get = (path: string, method: 'GET' | 'HEAD' = 'GET') => api.app.inject({ method, url: path });
  const listed = async (who: 'adam' | 'olga' = 'adam') => (await api.call(who, 'GET', '/api/suppressions')).body.items;
  const find = async (address: string) =>
    (await listed()).find((each: { address: string }) => each.address === address);
  const isPage = ({ headers, body }: Answer) => {
    assert.match(String(headers['content-type']), /^text\/html/);
    assert.equal(headers['cache-control'], 'no-store');
    assert.match(
      String(headers['content-security-policy']),
      /^default-src 'none'; style-src 'sha256-[^;]+; .*frame-ancestors 'none'$/,
    );
    assert.doesNotMatch(body, /<script|<img|<link| on\w+=| style=/);
  };

  it('GET and HEAD show a page and change nothing, however often', async () => {
    const { address, path } = await aRecipient();
    for (let i = 0; i < 3; i += 1) {
      const { statusCode, body, headers } = await get(path);
      assert.equal(statusCode, 200);
      isPage({ status: statusCode, headers, body });
      assert.match(body, /<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>/);
      assert.equal((await get(path, 'HEAD')).statusCode, 200);
    }
    assert.equal(await find(address), undefined);
    assert.equal((await api.app.inject({ method: 'GET', url: `${path}?List-Unsubscribe=One-Click` })).statusCode, 200);
    assert.equal(await find(address), undefined);
  });

  it('the page names the workspace, escaped, and not the whole address', async () => {
    const name = '<script>alert(1)</script> & "Acme"';
    await api.db.updateTable('workspaces').set({ name }).where('id', '=', 'other').execute();
    const { address, path } = await aRecipient('other');
    const { body } = await get(path);
    assert.match(body, /&lt;script&gt;alert\(1\)&lt;\/script&gt; &amp; &quot;Acme&quot;/);
    assert.doesNotMatch(body, new RegExp(`<script|${address.replace('+', '\\+')}`));
    assert.match(body, /p…@customer\.test/);
  });

  it('one POST is enough: without a cookie, from any site, answered 200 with no redirect, and again is fine', async () => {
    const { address, path } = await aRecipient();
    const first = await post(path, ONE_CLICK, {
      ...FORM,
      origin: 'https://evil.test',
      'sec-fetch-site': 'cross-site',
      cookie: '__Host-signoff_session=nobodys',
    });
    assert.deepEqual([first.status, first.headers.location, first.headers['set-cookie']], [200, undefined, undefined]);
    isPage(first);
    const entry = await find(address);
    assert.equal(entry.reason, 'unsubscribed');
    assert.ok(Date.now() - Date.parse(entry.createdAt) < 60_000);
    assert.equal((await post(path)).status, 200);
    assert.deepEqual(await find(address), entry);
    assert.deepEqual(
      (await listed('olga')).filter((each: { address: string }) => each.address === address),
      [],
    );
    assert.match((await get(path)).body, /You are unsubscribed/);
  });

  it('takes off whoever is on the list for another reason, or by his domain, and the trail keeps what stood there', async () => {
    const suppress = (body: object) => api.call('adam', 'POST', '/api/suppressions', { body });
    const newest = async () => (await api.call('adam', 'GET', '/api/security-trail?limit=1')).body.items[0];
    const { address, path } = await aRecipient();
    await suppress({ address, reason: `hard bounce of ${address}` });
    const { createdAt: since } = await find(address);
    assert.match((await get(path)).body, /<button>/, 'he has not asked for it yet');
    assert.equal((await post(path)).status, 200);
    const entry = await find(address);
    assert.equal(entry.reason, 'unsubscribed');
    assert.ok(entry.createdAt > since, 'it says since when he is unsubscribed');
    const told = await newest();
    assert.deepEqual(told.detail, { address: '…@customer.test', was: 'hard bounce of …@customer.test', since });
    assert.equal(
      told.inWords,
      'Suppression’s reason changed by a link in an email (…@customer.test, was: hard bounce of …@customer.test)',
    );
    assert.equal((await post(path)).status, 200);
    assert.deepEqual([await find(address), (await newest()).id], [entry, told.id], 'again, nothing changes');

    await suppress({ address: '@customer.test', reason: 'a competitor' });
    const other = await aRecipient();
    assert.match((await get(other.path)).body, /<button>/);
    await post(other.path);
    await api.call('adam', 'DELETE', `/api/suppressions/${encodeURIComponent('@customer.test')}`);
    assert.equal((await find(other.address)).reason, 'unsubscribed', 'also once the domain is off the list');
  });

  it('takes the form in either encoding, and no POST that does not say One-Click', async () => {
    const multipart = (name: string, value: string) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--\r\n`;
    const MULTIPART = { 'content-type': 'multipart/form-data; boundary=b' };
    const refused: [string, Record<string, string>, number][] = [
      ['', FORM, 400],
      ['List-Unsubscribe=Two-Click', FORM, 400],
      [multipart('list', 'One-Click'), MULTIPART, 400],
      [multipart('List-Unsubscribe', 'One-Click').slice(0, 40), MULTIPART, 400],
      [ONE_CLICK, { 'content-type': 'multipart/form-data' }, 400],
      [JSON.stringify({ 'List-Unsubscribe': 'One-Click' }), { 'content-type': 'application/json' }, 415],
      [`${ONE_CLICK}&more=${'x'.repeat(5_000)}`, FORM, 413],
    ];
    const { address, path } = await aRecipient();
    for (const [body, headers, status] of refused) {
      const answer = await post(path, body, headers);
      assert.equal(answer.status, status, body.slice(0, 60));
      isPage(answer);
    }
    assert.equal(await find(address), undefined);
    assert.equal((await post(path, multipart('List-Unsubscribe', 'One-Click'), MULTIPART)).status, 200);
    assert.equal((await find(address)).reason, 'unsubscribed');
  });

  it('a link that nobody has made is a page with 404 that tells nothing, and changes nothing', async () => {
    const before = await listed();
    const { path } = await aRecipient();
    const bodies = new Set<string>();
    for (const token of ['x', path.slice('/unsubscribe/'.length, -1), 'a'.repeat(400), '%00', '..%2F..']) {
      for (const answer of [await post(`/unsubscribe/${token}`), await get(`/unsubscribe/${token}`)]) {
        assert.equal('status' in answer ? answer.status : answer.statusCode, 404, token);
        bodies.add(answer.body);
      }
    }
    assert.equal(bodies.size, 1);
    assert.equal((await get(`/unsubscribe/${'a'.repeat(2_000)}`)).statusCode, 400, 'longer than any');
    assert.deepEqual(await listed(), before);
  });

  it('takes a link of the longest address and workspace that there can be', async () => {
    const workspaceId = 'w'.repeat(48);
    await api.db.insertInto('workspaces').values({ id: workspaceId, name: 'W' }).execute();
    const address = `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(59)}.t`;
    const path = `/unsubscribe/${await unsubscribeTokenOf(api.db, { workspaceId, address })}`;
    assert.equal((await get(path)).statusCode, 200);
    assert.equal((await post(path)).status, 200);
  });

  it('the security trail tells of it, by a link in an email, and not of whom', async () => {
    const { path } = await aRecipient();
    await post(path);
    const { items } = (await api.call('adam', 'GET', '/api/security-trail?limit=1')).body;
    assert.equal(items[0].inWords, 'Suppression added by a link in an email (…@customer.test)');
    assert.deepEqual([items[0].by, items[0].channel, items[0].address], [null, 'email', null]);
  });

  it('outlives the erasure of the contact: the address stays off, and an older link still works', async () => {
    const [off, on] = [await aRecipient(), await aRecipient()];
    await post(off.path);
    for (const { address } of [off, on]) {
      const erased = await api.call('adam', 'POST', '/api/contacts/erase', { body: { email: address } });
      assert.equal(erased.status, 200, JSON.stringify(erased.body));
    }
    assert.equal((await find(off.address)).reason, 'unsubscribed');
    assert.equal((await post(on.path)).status, 200);
    assert.equal((await find(on.address)).reason, 'unsubscribed');
  });

  it('an action to the address is then refused as not executable, whatever the case of its letters', async () => {
    const { address, path } = await aRecipient();
    const actionParams = { contactEmail: address.toUpperCase(), subject: 'Hi', body: 'Hi' };
    const id = await api.makeAction('ana', { actionType: 'send_email', actionParams });
    await post(path);
    const { status, body } = await api.call('ana', 'POST', `/api/autonomous-actions/${id}/approve`, { body: {} });
    assert.deepEqual([status, body.code], [409, 'not-executable']);
    assert.match(body.detail, /suppression list/);
  });

  it('bounds what one network asks for, with a page that says so', async () => {
    const limited = await startApi({ demoSignIn: false, rateLimitPerSecond: 100 });
    try {
      const token = await unsubscribeTokenOf(limited.db, { workspaceId: 'acme', address: 'sarah@acme.test' });
      const ask = () => limited.app.inject({ method: 'GET', url: `/unsubscribe/${token}` });
      for (let i = 0; i < 300; i += 1) assert.equal((await ask()).statusCode, 200);
      const { statusCode, headers, body } = await ask();
      assert.equal(statusCode, 429);
      isPage({ status: statusCode, headers, body });
    } finally {
      await limited.stop();
    }
  });

  it('bounds the guessing by address, by GET and POST together, and lets a good link through all the same', async () => {
    const limited = await startApi({ demoSignIn: false, rateLimitPerSecond: 100 });
    try {
      const token = await unsubscribeTokenOf(limited.db, { workspaceId: 'acme', address: 'sarah@acme.test' });
      const statusOf = async (url: string) => (await limited.app.inject({ method: 'GET', url })).statusCode;
      assert.equal(await statusOf(`/unsubscribe/${token}`), 200);
      const guess = (i: number) => limited.call(null, 'POST', `/unsubscribe/x${i}`, { body: ONE_CLICK, headers: FORM });
      const statuses = [];
      for (let i = 0; i < 30; i += 1) statuses.push(await statusOf(`/unsubscribe/x${i}`), (await guess(i)).status);
      assert.deepEqual(new Set(statuses), new Set([404]));
      assert.deepEqual([await statusOf('/unsubscribe/x'), (await guess(60)).status], [429, 429]);
      assert.equal(await statusOf(`/unsubscribe/${token}`), 200);
    } finally {
      await limited.stop();
    }
  });
});
