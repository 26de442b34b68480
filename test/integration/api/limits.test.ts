import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { MAX_STREAMS_PER_USER } from '../../../src/api/routes/events.ts';
import { eventually } from '../../support/eventually.ts';
import { raiseRegression } from '../../support/raiseRegression.ts';
import { aTrigger, startApi, type TestApi } from './support.ts';

describe('limits of the API', () => {
  let api: TestApi;
  afterEach(async () => api.stop());
  const guessOf = (i: number) => ({ authorization: `Bearer so_${String(i).padStart(43, 'x')}` });
  const get = (headers: Record<string, string>, remoteAddress = '192.0.2.1') =>
    api.app.inject({ method: 'GET', url: '/api/me', headers, remoteAddress });

  it('counts a user’s requests together, however the token is spelt', async () => {
    api = await startApi({ rateLimitPerSecond: 5 });
    const spellings = Array.from({ length: 40 }, (_, i) => ({
      authorization: `${i % 2 === 0 ? 'Bearer' : 'bearer'}${' '.repeat(i + 1)}${api.tokens.ana}`,
    }));
    const statuses = (await Promise.all(spellings.map((headers) => get(headers)))).map(({ statusCode }) => statusCode);
    assert.ok(statuses.filter((status) => status === 200).length <= 10, `${statuses}`);
    assert.ok(statuses.includes(429));
    assert.equal((await get({ authorization: `Bearer ${api.tokens.ben}` })).statusCode, 200);
  });

  it('stops guessing by address, at every door, and shuts out nobody who was in', async () => {
    api = await startApi({ rateLimitPerSecond: 1_000 });
    const ana = { authorization: `Bearer ${api.tokens.ana}` };
    // Successes are not counted.
    for (let i = 0; i < 100; i += 1) assert.equal((await get(ana)).statusCode, 200);
    for (let i = 0; i < 60; i += 1) assert.equal((await get(guessOf(i))).statusCode, 401);
    assert.equal((await get(guessOf(60))).statusCode, 429);
    const signIn = (remoteAddress: string) =>
      api.app.inject({
        method: 'POST',
        url: '/session',
        remoteAddress,
        headers: { 'sec-fetch-site': 'same-origin' },
        payload: { token: api.tokens.ben },
      });
    assert.equal((await signIn('192.0.2.1')).statusCode, 429);
    assert.equal((await get(ana)).statusCode, 200);
    assert.equal((await signIn('192.0.2.2')).statusCode, 204);
  });

  it('tells clients of a trusted proxy apart, and believes nobody else', async () => {
    const guess = async (from: string, forwarded: (i: number) => string) => {
      let last = 0;
      for (let i = 0; i <= 60; i += 1)
        last = (await get({ ...guessOf(i), 'x-forwarded-for': forwarded(i) }, from)).statusCode;
      return last;
    };
    for (const trustedProxies of [1, ['10.0.0.0/8']]) {
      api = await startApi({ rateLimitPerSecond: 1_000, trustedProxies });
      assert.equal(await guess('10.0.0.1', () => '203.0.113.1'), 429);
      const other = { authorization: `Bearer ${api.tokens.ana}`, 'x-forwarded-for': '203.0.113.2' };
      assert.equal((await get(other, '10.0.0.1')).statusCode, 200);
      await api.stop();
    }
    api = await startApi({ rateLimitPerSecond: 1_000, trustedProxies: ['10.0.0.0/8'] });
    assert.equal(await guess('192.0.2.1', (i) => `203.0.113.${i}`), 429);
  });

  it('bounds a user’s event streams, and lets a new one in when one is closed', async () => {
    api = await startApi();
    const url = `${await api.app.listen({ host: '127.0.0.1', port: 0 })}/api/events`;
    const open = async () => {
      const ending = new AbortController();
      const headers = { authorization: `Bearer ${api.tokens.ana}` };
      return { ending, answer: await fetch(url, { headers, signal: ending.signal }) };
    };
    const streams = await Promise.all(Array.from({ length: MAX_STREAMS_PER_USER }, open));
    assert.deepEqual([...new Set(streams.map(({ answer }) => answer.status))], [200]);
    const { answer } = await open();
    assert.equal(answer.status, 429);
    assert.equal(((await answer.json()) as { code: string }).code, 'too-many-streams');
    streams[0]?.ending.abort();
    await eventually(async () => {
      const again = await open();
      assert.equal(again.answer.status, 200);
      streams.push(again);
    });
    for (const { ending } of streams) ending.abort();
  });

  it('ends a request whose body does not arrive, and no event stream', async () => {
    api = await startApi({ requestTimeoutMs: 300 });
    const url = new URL(await api.app.listen({ host: '127.0.0.1', port: 0 }));
    const ending = new AbortController();
    const headers = { authorization: `Bearer ${api.tokens.ana}` };
    const stream = await fetch(new URL('/api/events', url), { headers, signal: ending.signal });
    const events = stream.body?.getReader();
    await events?.read();
    const socket = connect(Number(url.port), url.hostname);
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString();
    });
    socket.on('error', () => undefined);
    socket.write(
      `POST /api/triggers HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${api.tokens.ana}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    );
    await new Promise<void>((resolve) => socket.once('close', () => resolve()));
    assert.match(answer, /^HTTP\/1\.1 408/);
    const next = events?.read();
    await api.makeAction('ana');
    assert.equal((await next)?.done, false);
    ending.abort();
  });

  it('makes no action beyond a user’s bound, says so in answer and log, and still joins what is pending', async () => {
    api = await startApi({ maxOpenActionsPerUser: 2 });
    const raise = (companyId: string) => api.call('ana', 'POST', '/api/triggers', { body: aTrigger(companyId) });
    await raise('one');
    await raise('two');
    const refused = await raise('three');
    assert.equal(refused.status, 409);
    assert.equal(refused.body.code, 'too-many-open-actions');
    assert.equal((await raise('two')).body.outcome, 'duplicate');
    assert.equal((await api.call('ben', 'POST', '/api/triggers', { body: aTrigger('three') })).status, 201);
    const logged = await api.db.selectFrom('trigger_log').select('outcome').where('user_id', '=', 'ana').execute();
    assert.equal(logged.filter(({ outcome }) => outcome === 'too_many_open').length, 1);
  });

  it('logs what the CRM brings beyond a user’s bound, and goes on', async () => {
    api = await startApi();
    await api.makeAction('ana');
    const made = await raiseRegression(api.db, { workspaceId: 'acme', crm: 'crm' }, 'deal-9', 1);
    assert.equal(made, undefined);
    const logged = await api.db.selectFrom('trigger_log').select('outcome').orderBy('id', 'desc').execute();
    assert.equal(logged[0]?.outcome, 'too_many_open');
  });
});
