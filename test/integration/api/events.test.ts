import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { createToken, listTokens, revokeToken } from '../../../src/store/tokens.ts';
import { type Person, startApi, type TestApi } from './support.ts';

interface Received {
  event: string;
  id: string;
  data: Record<string, string>;
}

/** A client that reads the stream until it has seen what it waits for. */
async function connect(api: TestApi, url: string, who: Person, lastEventId?: string) {
  const aborter = new AbortController();
  const response = await fetch(`${url}/api/events`, {
    headers: {
      authorization: `Bearer ${api.tokens[who]}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: aborter.signal,
  });
  assert.equal(response.status, 200);
  assert.match(String(response.headers.get('content-type')), /^text\/event-stream/);
  const received: Received[] = [];
  let hasEnded = false;
  const reading = (async () => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const blocks = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
        if (field('event') !== '') {
          received.push({ event: field('event'), id: field('id'), data: JSON.parse(field('data')) });
        }
      }
    }
  })()
    .catch(() => {})
    .then(() => {
      hasEnded = true;
    });
  return {
    received,
    async until(found: (all: Received[]) => boolean) {
      const endMs = Date.now() + 8_000;
      while (!found(received)) {
        if (Date.now() > endMs || hasEnded) throw new Error(`not received: ${JSON.stringify(received)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    ended: reading,
    async close() {
      aborter.abort();
      await reading;
    },
  };
}

const ofAction = (all: Received[], actionId: string) => all.filter(({ data }) => data.actionId === actionId);
const created = (actionId: string) => (all: Received[]) =>
  ofAction(all, actionId).some(({ event }) => event === 'action.created');

describe('API: live events', () => {
  let api: TestApi;
  let url: string;
  before(async () => {
    api = await startApi({ heartbeatMs: 1_500 });
    url = await api.app.listen({ port: 0, host: '127.0.0.1' });
  });
  after(() => api.stop());

  it('begins with its place, then tells every change in order', async () => {
    const client = await connect(api, url, 'ana');
    await client.until((all) => all.length === 1);
    assert.deepEqual([client.received[0]?.event, client.received[0]?.data.cursor], ['ready', client.received[0]?.id]);
    const id = await api.makeAction('ana');
    await api.call('ana', 'POST', `/api/autonomous-actions/${id}/cancel`);
    await client.until((all) => ofAction(all, id).some(({ event }) => event === 'action.cancelled'));
    assert.deepEqual(
      ofAction(client.received, id).map(({ event }) => event),
      ['action.created', 'alert.created', 'action.cancelled'],
    );
    await client.close();
  });

  it('tells each only what he may see', async () => {
    const clients = await Promise.all((['ben', 'otto', 'mia', 'adam'] as const).map((who) => connect(api, url, who)));
    const [ben, otto, mia, adam] = clients;
    const hers = await api.makeAction('ana');
    const his = await api.makeAction('ben');
    await adam?.until(created(his));
    await ben?.until(created(his));
    await mia?.until(created(hers));
    assert.deepEqual(ofAction(ben?.received ?? [], hers), []);
    assert.deepEqual(ofAction(mia?.received ?? [], his), []);
    assert.equal(otto?.received.length, 1);
    await Promise.all(clients.map((client) => client.close()));
  });

  it('loses and doubles nothing over reconnections, whatever order transactions commit in', async () => {
    const first = await connect(api, url, 'ana');
    await first.until((all) => all.length === 1);

    // A transaction that has taken its place in the order and commits last.
    let commit = () => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let early = '';
    let isWritten = () => {};
    const written = new Promise<void>((resolve) => {
      isWritten = resolve;
    });
    const earlier = await api.makeAction('ana');
    await first.until(created(earlier));
    const slow = api.db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ xid: string }>`
        update pending_autonomous_actions set version = version + 1 where id = ${earlier}
        returning pg_current_xact_id()::text as xid`.execute(tx);
      early = rows[0]?.xid ?? '';
      isWritten();
      await held;
    });
    await written;
    const later = await api.makeAction('ana');
    // That nothing comes cannot be waited for otherwise: the stream looks every second even when it is not woken.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.equal(created(later)(first.received), false, 'told before an earlier transaction had ended');

    const lastId = first.received.at(-1)?.id;
    await first.close();
    const second = await connect(api, url, 'ana', lastId);
    commit();
    await slow;
    await second.until(created(later));
    assert.ok(second.received.some(({ event, id }) => event === 'action.edited' && id.startsWith(`${early}-`)));

    await second.close();
    const third = await connect(api, url, 'ana', second.received.at(-1)?.id);
    const newest = await api.makeAction('ana');
    await third.until(created(newest));
    assert.equal(created(later)(third.received), false, 'told twice');

    const all = [...first.received, ...second.received, ...third.received].filter(({ event }) => event !== 'ready');
    const ids = all.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    const order = (id: string) =>
      id
        .split('-')
        .map((part) => part.padStart(20, '0'))
        .join('-');
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => (order(a) < order(b) ? -1 : 1)),
    );
    await third.close();
  });

  it('tells everything under many writers at once to a client that keeps reconnecting', async () => {
    const first = await connect(api, url, 'ana');
    await first.until((all) => all.length === 1);
    const made: Promise<string>[] = [];
    let cursor = first.received[0]?.id ?? '';
    await first.close();
    const seen: Received[] = [];
    for (let round = 0; round < 10; round += 1) {
      made.push(...Array.from({ length: 5 }, () => api.makeAction('ana')));
      const client = await connect(api, url, 'ana', cursor);
      await client.until((all) => all.length > 1).catch(() => {});
      await client.close();
      seen.push(...client.received);
      cursor = client.received.at(-1)?.id ?? cursor;
    }
    const ids = await Promise.all(made);
    const last = await connect(api, url, 'ana', cursor);
    await last.until((all) => ids.every((id) => created(id)([...seen, ...all])));
    const told = [...seen, ...last.received].filter(({ event }) => event === 'action.created');
    assert.equal(told.length, ids.length);
    await last.close();
  });

  it('says when what a client missed is kept no more', async () => {
    const old = await connect(api, url, 'ana', '1-0');
    await old.until((all) => all.some(({ event }) => event === 'ready'));
    assert.notEqual(old.received[0]?.event, 'reset', 'nothing was removed yet');
    await old.close();
    await sql`delete from events where id < 5`.execute(api.db);
    const late = await connect(api, url, 'ana', '1-0');
    await late.until((all) => all.some(({ event }) => event === 'ready'));
    assert.equal(late.received[0]?.event, 'reset');
    await late.close();
  });

  it('refuses ids that are none of its own', async () => {
    for (const id of ['x', '1', '1-', '99999999999999999999-1', '-1-1']) {
      const { status, body } = await api.call('ana', 'GET', '/api/events', { headers: { 'last-event-id': id } });
      assert.deepEqual([status, body.errors[0].pointer], [422, '/headers/last-event-id']);
    }
  });

  it('ends when its token is revoked, at the next heartbeat', async () => {
    const token = await createToken(api.db, 'ben', 'short-lived');
    const tokens = await listTokens(api.db, 'ben');
    const client = await connect({ ...api, tokens: { ...api.tokens, ben: token } }, url, 'ben');
    await revokeToken(api.db, tokens.at(-1)?.id ?? '');
    await client.ended;
  });

  it('ends when the server stops', async () => {
    const other = await startApi();
    const address = await other.app.listen({ port: 0, host: '127.0.0.1' });
    const client = await connect(other, address, 'ana');
    await client.until((all) => all.length === 1);
    const beganMs = performance.now();
    await Promise.all([other.stop(), client.ended]);
    assert.ok(performance.now() - beganMs < 5_000);
  });
});
