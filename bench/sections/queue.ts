/**
 * How long the queue takes to answer, over HTTP, with 5,000 pending actions of one rep (and 10,000 of others) among 200,000
 * decided ones, half of them his.
 */

import { endProcess } from '../../local/processes.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { SYSTEM } from '../../src/domain/securityEvents.ts';
import { createToken } from '../../src/store/access/tokens.ts';
import { type Db, openDb } from '../../src/store/database/db.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { insertUser, insertWorkspace } from '../../src/store/people/people.ts';
import type { Add } from '../report/figures.ts';
import { numbers } from '../stand/callers.ts';
import { type Call, createCall } from '../stand/http.ts';
import type { Stand } from '../stand/stand.ts';
import { seedQueue } from '../support/seedQueue.ts';
import { startApi, WORKSPACE } from '../systems/signoff.ts';
import type { Section } from './section.ts';

/** The first seven are ana's colleagues in mia's team. */
const OTHERS = numbers(40).map((i) => `rep-${i + 1}`);

const queue = '&sort=queue&scope=own';
const team = '&sort=queue&scope=team';
const value = '&sort=value&currency=USD&scope=own';

/** `after`: so many pages on; `mia`: as the manager. */
const LISTS: { title: string; query: string; after?: number; mia?: true }[] = [
  { title: 'queue, first page', query: queue },
  { title: 'queue, a page in the middle', query: queue, after: 20 },
  { title: 'queue, one action type', query: `${queue}&actionType=send_email` },
  { title: 'queue, text that many have', query: `${queue}&q=sarah` },
  { title: 'queue, text that nothing has', query: `${queue}&q=nowhere` },
  { title: 'team’s queue, first page', query: team, mia: true },
  { title: 'team’s queue, a page in the middle', query: team, after: 30, mia: true },
  { title: 'team’s queue, text that nothing has', query: `${team}&q=nowhere`, mia: true },
  { title: 'by value, first page', query: value },
  { title: 'by value, a page in the middle', query: value, after: 10 },
  { title: 'team’s by value, first page', query: value.replace('own', 'team'), mia: true },
];
const COUNTS: typeof LISTS = [
  { title: 'counts', query: '&scope=own' },
  { title: 'counts of pending ones', query: '&scope=own&status=pending' },
  { title: 'counts, one action type', query: '&scope=own&actionType=send_email' },
  { title: 'counts of pending ones, text that nothing has', query: '&scope=own&status=pending&q=nowhere' },
  { title: 'team’s counts', query: '&scope=team', mia: true },
];
const READS = [
  ...LISTS.map((read) => ({ ...read, path: `/api/autonomous-actions?snoozed=hidden&limit=100${read.query}` })),
  ...COUNTS.map((read) => ({ ...read, path: `/api/autonomous-actions/counts?snoozed=hidden${read.query}` })),
];

export const queueReads: Section = {
  name: 'queue',
  columns: ['signoff'],
  measures: READS.flatMap(({ title }) =>
    (['p50', 'p95'] as const).map((by) => ({ title: `${title}, ${by}`, unit: 'ms', series: title, by })),
  ),
  onStand: async (stand, add, { requests }) => run(stand, add, requests),
};

async function run({ servers }: Stand, add: Add, requests: number): Promise<void> {
  const database = await servers.createDatabase('queue');
  await migrate(database.owner, database.running);
  const db = openDb({ databaseUrl: database.running, maxConnections: 2, applicationName: 'bench', onError: () => {} });
  try {
    await insertPeople(db);
    await seedQueue(database.owner, { workspaceId: WORKSPACE, rep: 'ana', others: OTHERS });
    const { api, url } = await startApi(
      { databaseUrl: database.running, temporalAddress: servers.temporalAddress },
      {
        RATE_LIMIT_PER_SECOND: '0',
      },
    );
    const call = createCall(url);
    const [ana, mia] = [await createToken(db, 'ana', 'bench', SYSTEM), await createToken(db, 'mia', 'bench', SYSTEM)];
    for (const read of READS) {
      const token = read.mia ? mia : ana;
      const path = `${read.path}${await cursorAfter(read.after ?? 0, call, read.path, token)}`;
      for (let i = 0; i < requests; i += 1) {
        const beganMs = performance.now();
        await get(call, path, token);
        add('signoff', read.title, performance.now() - beganMs);
      }
    }
    await endProcess(api, { politely: 'SIGINT', graceMs: 30_000 });
  } finally {
    await db.destroy();
  }
}

async function insertPeople(db: Db): Promise<void> {
  await insertWorkspace(db, { id: WORKSPACE, name: 'Acme' }, SYSTEM);
  const user = (id: string) => ({ id, workspaceId: WORKSPACE, displayName: id, email: `${id}@signoff.test` });
  for (const id of ['mia', 'max']) await insertUser(db, { ...user(id), role: 'manager' }, SYSTEM);
  await insertUser(db, { ...user('ana'), role: 'rep', managerId: 'mia' }, SYSTEM);
  for (const [i, id] of OTHERS.entries()) {
    await insertUser(db, { ...user(id), role: 'rep', managerId: i < 7 ? 'mia' : 'max' }, SYSTEM);
  }
}

async function get(call: Call, path: string, token: string): Promise<JsonObject> {
  const { status, body } = await call(path, undefined, { authorization: `Bearer ${token}` });
  if (status !== 200) throw new Error(`HTTP ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** What asks for the page after so many pages. */
async function cursorAfter(pages: number, call: Call, path: string, token: string): Promise<string> {
  let cursor = '';
  for (let i = 0; i < pages; i += 1) {
    const { nextCursor } = await get(call, `${path}${cursor}`, token);
    if (typeof nextCursor !== 'string') throw new Error('there is no next page');
    cursor = `&cursor=${nextCursor}`;
  }
  return cursor;
}
