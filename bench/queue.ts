/**
 * How long the queue takes to answer, over HTTP, with 5,000 pending actions of one rep (and 10,000 of others) among
 * 200,000 decided ones, half of them his. One JSON line for each list and count, in milliseconds.
 */
import { buildApp } from '../src/api/app.ts';
import { createLog } from '../src/log.ts';
import { createToken } from '../src/store/access/tokens.ts';
import { listenForChanges } from '../src/store/database/changes.ts';
import { type Db, openDb } from '../src/store/database/db.ts';
import { insertUser, insertWorkspace } from '../src/store/people/people.ts';
import { stopServers } from '../test/support/running.ts';
import { createTestDatabase } from '../test/support/servers.ts';
import { seedQueue } from './support/seedQueue.ts';

const REQUESTS = 200;
/** The first seven are ana's colleagues in mia's team. */
const OTHERS = Array.from({ length: 40 }, (_, i) => `rep-${i + 1}`);

async function insertPeople(db: Db): Promise<void> {
  await insertWorkspace(db, { id: 'acme', name: 'Acme' });
  const user = (id: string) => ({ id, workspaceId: 'acme', displayName: id, email: `${id}@signoff.test` });
  await insertUser(db, { ...user('mia'), role: 'manager' });
  await insertUser(db, { ...user('max'), role: 'manager' });
  await insertUser(db, { ...user('ana'), role: 'rep', managerId: 'mia' });
  for (const [i, id] of OTHERS.entries()) {
    await insertUser(db, { ...user(id), role: 'rep', managerId: i < 7 ? 'mia' : 'max' });
  }
}

/** The API on a free port; Temporal plays no part in what is read. */
async function startApi(databaseUrl: string, db: Db) {
  const changes = listenForChanges(databaseUrl, () => undefined);
  const app = await buildApp({
    ...{ db, changes, log: createLog('bench', 'silent'), rateLimitPerSecond: 0, demoSignIn: false },
    means: { smtpRelay: true, slack: true, crms: new Set(['built-in']) },
    teller: { tell: () => undefined, idle: async () => undefined },
    kickInbox: () => undefined,
    checkTemporal: async () => ({ reachable: true, pollers: 1 }),
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const close = async () => {
    await app.close();
    await changes.close();
  };
  return { url, close };
}

async function get(url: string, token: string): Promise<string> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${body}`);
  return body;
}

async function measure(what: string, url: string, token: string): Promise<void> {
  const samplesMs: number[] = [];
  for (let i = 0; i < REQUESTS; i += 1) {
    const startedMs = performance.now();
    await get(url, token);
    samplesMs.push(performance.now() - startedMs);
  }
  const sorted = samplesMs.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 10) / 10;
  console.log(JSON.stringify({ bench: 'queue', what, n: REQUESTS, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) }));
}

/** The cursor after so many pages. */
async function cursorAfter(pages: number, url: string, token: string): Promise<string> {
  let cursor = '';
  for (let i = 0; i < pages; i += 1) {
    // The answer is our own API's; the bench fails where it is not so.
    const page = JSON.parse(await get(`${url}${cursor}`, token)) as { nextCursor: string };
    cursor = `&cursor=${page.nextCursor}`;
  }
  return cursor;
}

async function run(api: string, ana: string, mia: string): Promise<void> {
  const list = `${api}/api/autonomous-actions?snoozed=hidden&limit=100`;
  const counts = `${api}/api/autonomous-actions/counts?snoozed=hidden`;
  const queue = `${list}&sort=queue&scope=own`;
  const team = `${list}&sort=queue&scope=team`;
  const value = `${list}&sort=value&currency=USD&scope=own`;
  await measure('queue, first page', queue, ana);
  await measure('queue, page in the middle', `${queue}${await cursorAfter(20, queue, ana)}`, ana);
  await measure('queue, one action type', `${queue}&actionType=send_email`, ana);
  await measure('queue, text that many have', `${queue}&q=sarah`, ana);
  await measure('queue, text that nothing has', `${queue}&q=nowhere`, ana);
  await measure('team’s queue, first page', team, mia);
  await measure('team’s queue, page in the middle', `${team}${await cursorAfter(30, team, mia)}`, mia);
  await measure('team’s queue, text that nothing has', `${team}&q=nowhere`, mia);
  await measure('by value, first page', value, ana);
  await measure('by value, page in the middle', `${value}${await cursorAfter(10, value, ana)}`, ana);
  await measure('team’s by value, first page', value.replace('scope=own', 'scope=team'), mia);
  await measure('counts', `${counts}&scope=own`, ana);
  await measure('counts of pending ones', `${counts}&scope=own&status=pending`, ana);
  await measure('counts, one action type', `${counts}&scope=own&actionType=send_email`, ana);
  await measure('counts of pending ones, text that nothing has', `${counts}&scope=own&status=pending&q=nowhere`, ana);
  await measure('team’s counts', `${counts}&scope=team`, mia);
}

const database = await createTestDatabase();
const db = openDb({
  databaseUrl: database.url,
  maxConnections: 10,
  applicationName: 'bench',
  onError: () => undefined,
});
try {
  await insertPeople(db);
  await seedQueue(database.ownerUrl, { workspaceId: 'acme', rep: 'ana', others: OTHERS });
  const api = await startApi(database.url, db);
  await run(api.url, await createToken(db, 'ana', 'bench'), await createToken(db, 'mia', 'bench'));
  await api.close();
} finally {
  await db.destroy();
  await stopServers();
}
