import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { sql } from 'kysely';
import { eventStream } from '../../../src/api/eventStream.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createToken, listTokens, revokeToken } from '../../../src/store/access/tokens.ts';
import { openEventFeed } from '../../../src/store/events/eventFeed.ts';
import { parsePosition } from '../../../src/store/events/events.ts';
import { updateUser } from '../../../src/store/people/administration.ts';
import { deactivateUser } from '../../../src/store/people/deactivate.ts';
import { insertUser } from '../../../src/store/people/people.ts';
import { eventually } from '../../support/eventually.ts';
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

  /** Somebody writes and does not commit; without an action: something that is no event. */
  async function forgetTransaction(actionId: string | undefined) {
    let end = () => {};
    const held = new Promise<void>((resolve) => {
      end = resolve;
    });
    let running: Promise<void> = Promise.resolve();
    await new Promise<void>((written, failed) => {
      running = api.db.transaction().execute(async (tx) => {
        await (actionId === undefined
          ? sql`update workspaces set name = name where id = 'other'`
          : sql`update pending_autonomous_actions set version = version + 1 where id = ${actionId}`
        ).execute(tx);
        written();
        await held;
      });
      running.catch(failed);
    });
    return {
      commit: () => {
        end();
        return running;
      },
    };
  }

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
    const earlier = await api.makeAction('ana');
    await first.until(created(earlier));
    // Its event was written before that of the later one, and comes to light after it.
    const slow = await forgetTransaction(earlier);
    const later = await api.makeAction('ana');
    await first.until(created(later));

    const lastId = first.received.at(-1)?.id;
    await first.close();
    await slow.commit();
    const second = await connect(api, url, 'ana', lastId);
    await second.until((all) => ofAction(all, earlier).some(({ event }) => event === 'action.edited'));
    assert.equal(created(later)(second.received), false, 'told twice');
    await second.close();

    const third = await connect(api, url, 'ana', second.received.at(-1)?.id);
    const newest = await api.makeAction('ana');
    await third.until(created(newest));
    const all = [...first.received, ...second.received, ...third.received].filter(({ event }) => event !== 'ready');
    const numbers = all.map(({ id }) => Number(id.split('-')[0]));
    assert.deepEqual(
      numbers,
      [...new Set(numbers)].sort((a, b) => a - b),
    );
    await third.close();
  });

  it('goes on while somebody has forgotten a transaction, whether it has written events or not', async () => {
    const client = await connect(api, url, 'ana');
    await client.until((all) => all.length === 1);
    const held = await forgetTransaction(await api.makeAction('ana'));
    const other = await forgetTransaction(undefined);
    const id = await api.makeAction('ana');
    await client.until(created(id));
    await Promise.all([held.commit(), other.commit()]);
    await client.until((all) => all.some(({ event }) => event === 'action.edited'));
    await client.close();
  });

  it('tells everything under many writers at once to a client that keeps reconnecting', async () => {
    const first = await connect(api, url, 'ana');
    await first.until((all) => all.length > 0);
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
    const client = await connect(api, url, 'ana');
    await client.until(created(await api.makeAction('ana')));
    const place = client.received.at(-1)?.id;
    await client.close();
    await api.makeAction('ana');
    const complete = await connect(api, url, 'ana', place);
    await complete.until((all) => all.length > 1);
    assert.equal(complete.received[0]?.event, 'ready', 'nothing was removed yet');
    await complete.close();
    await sql`delete from events where seq < (select max(seq) from events)`.execute(api.db);
    // One that reads the table: this API still has them in memory.
    const feed = openEventFeed(api.db, api.changes, () => {});
    const scope = { reach: 'own', workspaceId: 'acme', userId: 'ana' } as const;
    const options = { feed, scope, after: parsePosition(place ?? ''), isStillAccepted: async () => true };
    const late = eventStream(api, { ...options, signal: AbortSignal.timeout(10_000) });
    assert.match((await late.next()).value ?? '', /^event: reset/);
    assert.match((await late.next()).value ?? '', /^event: ready/);
    await late.return(undefined);
    await feed.close();
  });

  it('says where a client stands beyond what the database knows, as after a backup was restored', async () => {
    const open = await connect(api, url, 'ana');
    await open.until(created(await api.makeAction('ana')));
    const away = open.received.at(-1)?.id;
    // As in the backup: the last events are not there, and their numbers are given again to others.
    await sql`delete from events where seq > (select max(seq) - 2 from events)`.execute(api.db);
    const id = await api.makeAction('ana');
    await open.until((all) => all.some(({ event }) => event === 'reset'));
    const back = await connect(api, url, 'ana', away);
    await back.until((all) => all.some(({ event }) => event === 'ready'));
    assert.equal(back.received[0]?.event, 'reset');
    for (const beyond of ['9007199254740991-1', '1-1']) {
      const other = await connect(api, url, 'ana', beyond);
      await other.until((all) => all[0]?.event === 'reset');
      await other.close();
    }
    // And both go on.
    await api.call('ana', 'POST', `/api/autonomous-actions/${id}/cancel`);
    for (const client of [open, back]) {
      await client.until((all) => ofAction(all, id).some(({ event }) => event === 'action.cancelled'));
      await client.close();
    }
  });

  it('asks Postgres no more often for many streams than for one', async () => {
    let asked = 0;
    const db = api.db.withPlugin({
      transformQuery: ({ node }) => {
        asked += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const feed = openEventFeed(db, api.changes, () => {});
    const ending = new AbortController();
    setMaxListeners(0, ending.signal);
    const after = await feed.here();
    const scopes = (['own', 'team', 'workspace', 'none'] as const).map((reach) => ({
      reach,
      workspaceId: 'acme',
      userId: reach === 'team' ? 'mia' : 'ana',
    }));
    const streams = Array.from({ length: 200 }, (_, i) => {
      const scope = scopes[i % scopes.length] ?? assert.fail();
      const stream = { told: 0, scope };
      const options = { feed, scope, after, signal: ending.signal, isStillAccepted: async () => true };
      const reading = (async () => {
        for await (const text of eventStream({ db }, options)) if (text.includes('action.')) stream.told += 1;
      })();
      return { stream, reading };
    });
    try {
      // Until the feed has begun each asks for itself.
      await eventually(() => assert.ok(asked > 0));
      const id = await api.makeAction('ana');
      const told = (count: number) => () =>
        assert.ok(streams.every(({ stream }) => stream.told === (stream.scope.reach === 'none' ? 0 : count)));
      await eventually(told(1));
      asked = 0;
      const startedMs = performance.now();
      await api.call('ana', 'POST', `/api/autonomous-actions/${id}/cancel`);
      await eventually(told(2));
      const rounds = 4 + (performance.now() - startedMs) / 20;
      assert.ok(asked <= 2 * rounds, `asked ${asked} times in ${rounds} rounds`);
    } finally {
      ending.abort();
      await Promise.all(streams.map(({ reading }) => reading));
      await feed.close();
    }
  });

  it('refuses ids that are none of its own', async () => {
    for (const id of ['x', '1', '1-', '99999999999999999999-1', '-1-1']) {
      const { status, body } = await api.call('ana', 'GET', '/api/events', { headers: { 'last-event-id': id } });
      assert.deepEqual([status, body.errors[0].pointer], [422, '/headers/last-event-id']);
    }
  });

  it('ends when its token is revoked, at the next heartbeat', async () => {
    const token = await createToken(api.db, 'ben', 'short-lived', SYSTEM);
    const tokens = await listTokens(api.db, 'ben');
    const client = await connect({ ...api, tokens: { ...api.tokens, ben: token } }, url, 'ben');
    await revokeToken(api.db, tokens.at(-1)?.id ?? '', SYSTEM);
    await client.ended;
  });

  it('ends at once, when its reach changes, and the client comes back as who he is', async () => {
    // No heartbeat comes to help: Postgres's notification does it alone.
    const calm = await startApi({ heartbeatMs: 3_600_000 });
    const { db } = calm;
    const address = await calm.app.listen({ port: 0, host: '127.0.0.1' });
    const changes: Record<string, (id: string, tokenId: string) => Promise<unknown>> = {
      token: (_id, tokenId) => revokeToken(db, tokenId, SYSTEM),
      role: (id) => updateUser(db, id, { role: 'rep' }, SYSTEM),
      team: () => updateUser(db, 'ben', { managerId: null }, SYSTEM),
      leaving: (id) => deactivateUser(db, 'acme', id, SYSTEM),
    };
    for (const [what, change] of Object.entries(changes)) {
      const id = `boss-${what}`;
      await insertUser(
        db,
        { id, workspaceId: 'acme', role: 'manager', displayName: id, email: `${id}@signoff.test` },
        SYSTEM,
      );
      await updateUser(db, 'ben', { managerId: id }, SYSTEM);
      const token = await createToken(db, id, 'test', SYSTEM);
      const client = await connect({ ...calm, tokens: { ...calm.tokens, ana: token } }, address, 'ana');
      await client.until((all) => all.some(({ event }) => event === 'ready'));
      await change(id, (await listTokens(db, id))[0]?.id ?? '');
      await client.ended;
    }
    await calm.stop();
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
