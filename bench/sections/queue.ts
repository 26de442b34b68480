/**
 * How long the queue, the history and their search take to answer, over HTTP, with 5,000 pending actions of one rep (and 10,000 of others) among 200,000
 * decided ones, half of them his.
 */

import { endProcess } from '../../local/processes.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { SYSTEM } from '../../src/domain/securityEvents.ts';
import { createToken } from '../../src/store/access/tokens.ts';
import { type Db, openDb } from '../../src/store/database/db.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { foldInsights } from '../../src/store/insights/fold.ts';
import { insertUser, insertWorkspace } from '../../src/store/people/people.ts';
import type { Add } from '../report/figures.ts';
import { numbers } from '../stand/callers.ts';
import { type Call, createCall } from '../stand/http.ts';
import type { Stand } from '../stand/stand.ts';
import { seedQueue } from '../support/seedQueue.ts';
import { KEY_ACCOUNT, seedTimeline } from '../support/seedTimeline.ts';
import { startApi, WORKSPACE } from '../systems/signoff.ts';
import type { Section } from './section.ts';

/** The first seven are ana's colleagues in mia's team. */
const OTHERS = numbers(40).map((i) => `rep-${i + 1}`);

const queue = '&sort=queue&scope=own';
const team = '&sort=queue&scope=team';
const value = '&sort=value&currency=USD&scope=own';

const history = '&sort=decided&scope=own';
const teamHistory = '&sort=decided&scope=team';
const days = (from: number, to: number) => {
  const [decidedFrom, decidedTo] = [from, to].map((ago) => new Date(Date.now() - ago * 86_400_000).toISOString());
  return `&decidedFrom=${decidedFrom}&decidedTo=${decidedTo}`;
};
const rare = '&q=217+renewal+company';

/** `after`: so many pages on; `as`: the manager or the administrator, else the rep. */
const LISTS: { title: string; query: string; after?: number; as?: 'mia' | 'adam' }[] = [
  { title: 'queue, first page', query: queue },
  { title: 'queue, a page in the middle', query: queue, after: 20 },
  { title: 'queue, one action type', query: `${queue}&actionType=send_email` },
  { title: 'queue, text that many have', query: `${queue}&q=sarah` },
  { title: 'queue, text that nothing has', query: `${queue}&q=nowhere` },
  { title: 'team’s queue, first page', query: team, as: 'mia' },
  { title: 'team’s queue, a page in the middle', query: team, after: 30, as: 'mia' },
  { title: 'team’s queue, text that nothing has', query: `${team}&q=nowhere`, as: 'mia' },
  { title: 'by value, first page', query: value },
  { title: 'by value, a page in the middle', query: value, after: 10 },
  { title: 'team’s by value, first page', query: value.replace('own', 'team'), as: 'mia' },
  { title: 'history, first page', query: history },
  { title: 'history, 20,000 further on', query: history, after: 200 },
  { title: 'history, one status', query: `${history}&status=cancelled` },
  { title: 'history, a status that nothing has', query: `${history}&status=failed` },
  { title: 'history, one trigger and action type', query: `${history}&triggerType=champion_cold&actionType=log_touch` },
  { title: 'history, one company', query: `${history}&companyId=company-6` },
  { title: 'history, one deal', query: `${history}&dealId=deal-6` },
  { title: 'history, a week of last year', query: `${history}${days(307, 300)}` },
  { title: 'history, text that all have', query: `${history}&q=sarah` },
  { title: 'history, text that one in fifty has', query: `${history}&q=46` },
  { title: 'history, three words that few have', query: `${history}${rare}` },
  { title: 'history, text that nothing has', query: `${history}&q=nowhere` },
  { title: 'team’s history, first page', query: teamHistory, as: 'mia' },
  {
    title: 'team’s history, one status and type',
    query: `${teamHistory}&status=expired&actionType=notify_rep`,
    as: 'mia',
  },
  { title: 'team’s history, text that one in fifty has', query: `${teamHistory}&q=46`, as: 'mia' },
  { title: 'everybody’s history, first page', query: teamHistory, as: 'adam' },
  { title: 'everybody’s history, 20,000 further on', query: teamHistory, after: 200, as: 'adam' },
  { title: 'everybody’s history, one of others', query: `${teamHistory}&userId=rep-9`, as: 'adam' },
  { title: 'everybody’s history, a week of last year', query: `${teamHistory}${days(307, 300)}`, as: 'adam' },
  { title: 'everybody’s history, text that one in fifty has', query: `${teamHistory}&q=46`, as: 'adam' },
  { title: 'everybody’s history, three words that few have', query: `${teamHistory}${rare}`, as: 'adam' },
  { title: 'everybody’s history, text that nothing has', query: `${teamHistory}&q=nowhere`, as: 'adam' },
];
const COUNTS: typeof LISTS = [
  { title: 'counts', query: '&scope=own' },
  { title: 'counts of pending ones', query: '&scope=own&status=pending' },
  { title: 'counts, one action type', query: '&scope=own&actionType=send_email' },
  { title: 'counts of pending ones, text that nothing has', query: '&scope=own&status=pending&q=nowhere' },
  { title: 'team’s counts', query: '&scope=team', as: 'mia' },
  { title: 'counts, text that all have', query: '&scope=own&q=sarah' },
  { title: 'counts, three words that few have', query: `&scope=own${rare}` },
  { title: 'everybody’s counts, text that all have', query: '&scope=team&q=sarah', as: 'adam' },
  { title: 'everybody’s counts, text that one in fifty has', query: '&scope=team&q=46', as: 'adam' },
  { title: 'everybody’s counts, three words that few have', query: `&scope=team${rare}`, as: 'adam' },
  { title: 'everybody’s counts, text that nothing has', query: '&scope=team&q=nowhere', as: 'adam' },
  { title: 'everybody’s counts, a week of last year', query: `&scope=team${days(307, 300)}`, as: 'adam' },
];
const timeline = (record: string) => `/api/timeline/${record}?limit=100`;
/** `KEY_ACCOUNT`: 2,150 of the actions are about it. */
const TIMELINES = [
  { title: 'timeline of a deal', path: timeline('deal/built-in/deal-6') },
  { title: 'timeline of a company', path: timeline('company/built-in/company-7'), as: 'mia' as const },
  { title: 'timeline of a contact', path: timeline('contact/built-in/contact-7'), as: 'adam' as const },
  { title: 'timeline of a key account', path: timeline(`company/built-in/${KEY_ACCOUNT}`), as: 'adam' as const },
  {
    title: 'timeline of a key account, 2,000 further on',
    path: timeline(`company/built-in/${KEY_ACCOUNT}`),
    after: 20,
    as: 'adam' as const,
  },
];
const INSIGHTS = [
  { title: 'insights of 90 days, by trigger', path: '/api/insights?days=90&groupBy=trigger&scope=own' },
  {
    title: 'team’s insights of 90 days, by action type',
    path: '/api/insights?days=90&groupBy=actionType&scope=team',
    as: 'mia' as const,
  },
  {
    title: 'everybody’s insights of 90 days, by day',
    path: '/api/insights?days=90&groupBy=day&scope=team',
    as: 'adam' as const,
  },
];
const READS: { title: string; path: string; after?: number; as?: 'mia' | 'adam' }[] = [
  ...LISTS.map((read) => ({ ...read, path: `/api/autonomous-actions?snoozed=hidden&limit=100${read.query}` })),
  ...COUNTS.map((read) => ({ ...read, path: `/api/autonomous-actions/counts?snoozed=hidden${read.query}` })),
  ...TIMELINES,
  ...INSIGHTS,
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
    await seedTimeline(database.owner);
    // As the worker's relay does it all along.
    await foldInsights(db);
    const { api, url } = await startApi(
      { databaseUrl: database.running, temporalAddress: servers.temporalAddress },
      {
        RATE_LIMIT_PER_SECOND: '0',
      },
    );
    const call = createCall(url);
    const tokens = {
      ana: await createToken(db, 'ana', 'bench', SYSTEM),
      mia: await createToken(db, 'mia', 'bench', SYSTEM),
      adam: await createToken(db, 'adam', 'bench', SYSTEM),
    };
    for (const read of READS) {
      const token = tokens[read.as ?? 'ana'];
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
  await insertUser(db, { ...user('adam'), role: 'admin' }, SYSTEM);
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
