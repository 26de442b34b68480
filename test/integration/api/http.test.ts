import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { sql } from 'kysely';
import { pino } from 'pino';
import { openDb } from '../../../src/store/database/db.ts';
import { eventually } from '../../support/eventually.ts';
import { aTrigger, startApi, type TestApi } from './support.ts';

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

describe('API: HTTP', () => {
  let api: TestApi;
  const lines: string[] = [];
  before(async () => {
    const sink = new PassThrough();
    sink.on('data', (line) => lines.push(String(line)));
    api = await startApi({ log: pino({ level: 'trace' }, sink) });
  });
  after(() => api.stop());

  const inject = (payload: string, headers: Record<string, string> = {}) =>
    api.app.inject({
      method: 'POST',
      url: '/api/triggers',
      payload,
      headers: { authorization: `Bearer ${api.tokens.ana}`, 'content-type': 'application/json', ...headers },
    });

  it('answers every complaint as problem+json', async () => {
    const answers: [
      Promise<{ statusCode: number; headers: object; json: () => Record<string, unknown> }>,
      number,
      string,
    ][] = [
      [inject('{'), 400, 'malformed-json'],
      [inject('{"__proto__": {"admin": true}}'), 400, 'malformed-json'],
      [inject('x', { 'content-type': 'text/plain' }), 415, 'unsupported-media-type'],
      [inject('<x/>', { 'content-type': 'application/xml' }), 415, 'unsupported-media-type'],
      [inject(`"${'x'.repeat(300_000)}"`), 413, 'body-too-large'],
      [inject('[]'), 422, 'invalid-request'],
      [inject(''), 422, 'invalid-request'],
      [api.app.inject('/api/nothing'), 404, 'not-found'],
      [api.app.inject({ method: 'DELETE', url: '/api/triggers' }), 405, 'method-not-allowed'],
      [api.app.inject('/%zz'), 400, 'bad-request'],
    ];
    for (const [answer, status, code] of answers) {
      const response = await answer;
      const body = response.json();
      assert.equal(response.statusCode, status, JSON.stringify(body));
      const headers = response.headers as Record<string, string>;
      assert.equal(headers['content-type'], 'application/problem+json');
      assert.equal(headers['cache-control'], 'no-store');
      assert.deepEqual([body.status, body.code, body.type], [status, code, `/problems/${code}`]);
      assert.match(String(body.instance), /^urn:uuid:/);
    }
  });

  it('says which methods a path has to whoever comes with another', async () => {
    const paths: [Method, string, string][] = [
      ['DELETE', '/api/triggers', 'POST'],
      ['GET', '/api/triggers?q=1', 'POST'],
      ['PUT', '/api/autonomous-actions/0193a3c2-7f3e-7c1a-9d55-2b7f6f1f0c11', 'GET, PATCH'],
      ['POST', '/api/autonomous-actions/counts', 'GET, PATCH'],
      ['POST', '/api/drafts/0193a3c2-7f3e-7c1a-9d55-2b7f6f1f0c11.eml', 'GET'],
      ['HEAD', '/api/events', 'GET'],
      ['PATCH', '/session', 'DELETE, GET, POST'],
    ];
    for (const [method, url, allow] of paths) {
      const { statusCode, headers } = await api.app.inject({ method, url });
      assert.deepEqual([statusCode, headers.allow], [405, allow], `${method} ${url}`);
      assert.equal(headers['content-type'], 'application/problem+json');
    }
  });

  it('answers nesting, times and cursors that nothing of ours can be of as the caller’s mistake', async () => {
    const nested = `{"triggerType": "activity_slump", "actionParams": ${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}}`;
    assert.equal((await inject(nested)).json().code, 'malformed-json');
    const none = [
      '9999-12-31T23:59:59-23:59',
      '0000-01-01T00:00:00Z',
      '2026-01-01T00:00:00+23:59',
      '2026-01-01T10:00Z',
    ];
    for (const occurredAt of none) {
      const { status, body } = await api.call('ana', 'POST', '/api/triggers', {
        body: { triggerType: 'activity_slump', companyId: 'c-time', occurredAt },
      });
      assert.deepEqual([status, body.errors[0].pointer], [422, '/occurredAt'], occurredAt);
    }
    const id = '00000000-0000-4000-8000-000000000001';
    const lists = [
      ['newest', '/api/alerts?'],
      ['newest', '/api/autonomous-actions?sort=newest&'],
      ['queue 1', '/api/autonomous-actions?sort=queue&'],
      ['newest', '/api/crm/tasks?'],
      ['newest', '/api/crm/touches?'],
      ['newest', '/api/drafts?'],
    ];
    for (const [order, list] of lists) {
      const ask = async (time: string) => {
        const cursor = Buffer.from(`${order} ${time} ${id}`).toString('base64url');
        const { status, body } = await api.call('mia', 'GET', `${list}cursor=${cursor}`);
        return [status, body.errors?.[0].pointer];
      };
      assert.deepEqual(await ask('2026-02-28T10:00:00.000000Z'), [200, undefined], `${list}: the shape is right`);
      for (const time of ['9999-99-99T99:99:99.999999Z', '2026-02-31T10:00:00.000000Z']) {
        assert.deepEqual(await ask(time), [422, '/querystring/cursor'], `${list} ${time}`);
      }
    }
  });

  it('sends security headers and the request’s id, and no cookie', async () => {
    const { headers } = await api.call('ana', 'GET', '/api/me');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(String(headers['content-security-policy']), /default-src 'self'.*object-src 'none'/);
    assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/);
    assert.equal(headers['set-cookie'], undefined);
  });

  it('logs who did what, and neither tokens nor what they sent or searched', async () => {
    lines.length = 0;
    await api.call('ana', 'POST', '/api/triggers', { body: aTrigger('secret-company') });
    await api.call('ana', 'GET', '/api/autonomous-actions?q=secret-search');
    await api.call('ben', 'PUT', '/api/workspace/settings', { body: {} });
    const log = lines.join('');
    assert.match(log, /"route":"\/api\/triggers"/);
    assert.match(log, /denied: role/);
    for (const secret of [api.tokens.ana, api.tokens.ben, 'secret-company', 'secret-search', 'sarah@acme.test']) {
      assert.ok(!log.includes(secret), secret);
    }
  });

  it('logs every decision with its action, who decided and how it came out in words', async () => {
    const { body: created } = await api.call('ana', 'POST', '/api/triggers', { body: aTrigger('logged') });
    lines.length = 0;
    const url = `/api/autonomous-actions/${created.actionId}`;
    assert.equal((await api.call('ana', 'POST', `${url}/approve`, { body: { version: 9 } })).status, 409);
    assert.equal((await api.call('ana', 'POST', `${url}/retry`)).status, 409);
    assert.equal((await api.call('ben', 'POST', `${url}/cancel`)).status, 404);
    const told = lines.map((line) => JSON.parse(line)).filter(({ actionId }) => actionId === created.actionId);
    assert.deepEqual(
      told.map(({ msg, command, userId, channel, code }) => [msg, command, userId, channel, code]),
      [
        ['approve refused: The action has changed since', 'approve', 'ana', 'api', 'stale-version'],
        ['retry refused: The action has not failed', 'retry', 'ana', 'api', 'not-failed'],
        ['cancel refused: There is no such thing here', 'cancel', 'ben', 'api', 'not-found'],
      ],
    );
    assert.match(lines.join(''), /"code":"stale-version","msg":"request refused: The action has changed since"/);
  });

  it('describes itself as OpenAPI 3.1 with every reference resolved', async () => {
    const { status, body } = await api.call(null, 'GET', '/openapi.json');
    assert.equal(status, 200);
    assert.match(body.openapi, /^3\.1/);
    const references = [...JSON.stringify(body).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    assert.ok(references.length > 10);
    for (const name of references) assert.ok(body.components.schemas[String(name)], name);
    const unused = Object.keys(body.components.schemas).filter((name) => !references.includes(name));
    assert.deepEqual(unused, []);
  });

  it('has a page to try it at, which its own security policy allows', async () => {
    const { status, body, headers } = await api.call(null, 'GET', '/docs');
    assert.equal(status, 200);
    assert.match(String(headers['content-security-policy']), /script-src 'self'/);
    assert.doesNotMatch(body, /<script(?![^>]*src=)[^>]*>\s*\S/, 'no inline scripts');
    for (const [, src] of body.matchAll(/(?:src|href)="([^"]+)"/g)) {
      assert.ok(src.startsWith('/docs/'), src);
      assert.equal((await api.call(null, 'GET', src)).status, 200, src);
    }
  });

  it('limits the requests of each token, and says when to come back', async () => {
    const limited = await startApi({ rateLimitPerSecond: 5 });
    try {
      const answers = await Promise.all(Array.from({ length: 8 }, () => limited.call('ana', 'GET', '/api/me')));
      assert.equal(answers.filter(({ status }) => status === 200).length, 5);
      const refused = answers.find(({ status }) => status === 429);
      assert.equal(refused?.body.code, 'rate-limited');
      assert.equal(refused?.headers['content-type'], 'application/problem+json');
      assert.equal(String(refused?.headers['retry-after']), '1');
      assert.equal((await limited.call('ben', 'GET', '/api/me')).status, 200, 'each token for itself');
      assert.equal((await limited.call(null, 'GET', '/livez')).status, 200);
      await eventually(async () => assert.equal((await limited.call('ana', 'GET', '/api/me')).status, 200));
    } finally {
      await limited.stop();
    }
  });

  it('says so where the database cannot be reached', async () => {
    const nowhere = openDb({
      databaseUrl: 'postgres://x:x@127.0.0.1:1/x',
      maxConnections: 2,
      applicationName: 'test',
      onError: () => {},
    });
    const other = await startApi({ db: nowhere });
    const { status, body } = await other.call('ana', 'GET', '/api/me');
    assert.deepEqual([status, body.code], [503, 'database-unavailable']);
    const ready = await other.call(null, 'GET', '/readyz');
    assert.deepEqual([ready.status, ready.body.postgres], [503, 'unreachable']);
    assert.equal((await other.call(null, 'GET', '/livez')).status, 200);
    await nowhere.destroy();
    await other.stop();
  });

  it('is ready only with Postgres, Temporal and a worker', async () => {
    assert.equal((await api.call(null, 'GET', '/readyz')).status, 200);
    const cases = [
      { reachable: false, pollers: 0 },
      { reachable: true, pollers: 0 },
      { reachable: true, pollers: 1, missingSearchAttributes: ['SignoffOutcome'] },
    ];
    for (const health of cases) {
      const other = await startApi({ checkTemporal: async () => health });
      assert.equal((await other.call(null, 'GET', '/readyz')).status, 503, JSON.stringify(health));
      await other.stop();
    }
  });

  it('counts what it does, and shows the worker’s figures with its own', async () => {
    const other = await startApi({ workerMetricsUrl: 'http://127.0.0.1:1/metrics' });
    const id = await other.makeAction('ana');
    await other.makeAction('ana');
    await other.call('ana', 'POST', `/api/autonomous-actions/${id}/approve`);
    await other.call('ana', 'POST', `/api/autonomous-actions/${id}/approve`);
    const { status, body } = await other.call(null, 'GET', '/metrics');
    assert.equal(status, 200);
    assert.match(body, /signoff_triggers_total\{trigger_type="deal_value_decrease",outcome="created"\} 2/);
    assert.match(body, /signoff_decisions_total\{command="approve",outcome="accepted"\} 1/);
    assert.match(body, /signoff_decisions_total\{command="approve",outcome="already-decided"\} 1/);
    assert.match(body, /signoff_pending_actions 1/);
    assert.match(body, /route="\/api\/autonomous-actions\/:id\/approve"/);
    await other.stop();
  });

  it('stops without waiting for connections that clients keep, idle or under way', async () => {
    const other = await startApi();
    const address = new URL(await other.app.listen({ port: 0, host: '127.0.0.1' }));
    const idle = connect(Number(address.port), address.hostname);
    idle.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(idle, 'data');
    const id = await other.makeAction('ana');
    let release = () => {};
    let isLocked = () => {};
    const locked = new Promise<void>((resolve) => {
      isLocked = resolve;
    });
    const holding = other.db.transaction().execute(async (tx) => {
      await sql`select from pending_autonomous_actions where id = ${id} for update`.execute(tx);
      isLocked();
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    await locked;
    const underWay = fetch(new URL(`/api/autonomous-actions/${id}/cancel`, address), {
      method: 'POST',
      headers: { authorization: `Bearer ${other.tokens.ana}` },
    });
    await eventually(async () => {
      const { rows } = await sql<{ waiting: number }>`
        select count(*)::int as waiting from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database()`.execute(other.db);
      assert.ok((rows[0]?.waiting ?? 0) > 0, 'the request is under way');
    });
    const beganMs = performance.now();
    const closing = other.app.close();
    release();
    await holding;
    const answer = await underWay;
    await closing;
    await other.stop();
    assert.equal(answer.status, 200);
    assert.ok(performance.now() - beganMs < 5_000);
    idle.destroy();
  });
});
