/** Signoff as in production: compiled, API and worker in processes of their own, called over HTTP by people with tokens. */

import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import type { Running } from '../../local/launch.ts';
import { nodeEnvironment } from '../../local/nodeOptions.ts';
import { freePort } from '../../local/ports.ts';
import { withoutTemporal } from '../../local/temporalServer.ts';
import { SYSTEM } from '../../src/domain/securityEvents.ts';
import { createToken } from '../../src/store/access/tokens.ts';
import { type Db, openDb } from '../../src/store/database/db.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { insertUser, insertWorkspace } from '../../src/store/people/people.ts';
import { startProcess } from '../../test/support/startProcess.ts';
import { CALLERS, numbers } from '../stand/callers.ts';
import { type Answer, createCall } from '../stand/http.ts';
import { openPool } from '../stand/pool.ts';
import { logOf, type Servers } from '../stand/servers.ts';
import { DUE_AFTER_MS, type System } from './system.ts';

/** What `npm run bench` has compiled, as the image has it: scripts/lib/compile.mjs. */
const COMPILED = fileURLToPath(new URL('../../.cache/stack/src', import.meta.url));
export const WORKSPACE = 'acme';

export interface Signoff extends System {
  name: 'signoff';
  /** Sends a signed batch of CloudEvents, as a CRM does. */
  webhook(events: unknown[]): Promise<Answer>;
}

export interface SignoffOptions {
  databaseUrl: string;
  temporalAddress: string;
  /** Without one there is no endpoint for webhooks. */
  webhookSecret?: string;
  /** Where each process leaves its CPU profile when it ends. */
  profileDir?: string;
}

/** Starts Signoff on a new database with as many reps as there are callers, twice: the second ones' touches execute by themselves. */
export async function startSignoff(servers: Servers, profileDir?: string): Promise<Signoff> {
  const database = await servers.createDatabase('signoff');
  await migrate(database.owner, database.running);
  const tokens = await insertPeople(database.running);
  const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const { temporalAddress } = servers;
  const options = { databaseUrl: database.running, temporalAddress, webhookSecret, profileDir };
  const worker = await startWorker(options);
  const { api, url } = await startApi(options);
  const call = createCall(url);
  const webhook = new Webhook(webhookSecret);
  const bearer = (caller: number, byItself: boolean) => ({
    authorization: `Bearer ${tokens[byItself ? 'byItself' : 'waiting'][caller % CALLERS]}`,
  });
  return {
    name: 'signoff',
    db: openPool(database.owner, 4),
    taskQueue: 'signoff',
    // The trail's entry is never written again, unlike the row.
    executedSql: `select action_id as id, pg_xact_commit_timestamp(xmin) as at from action_audit
      where command_id = 'execute' and action_id = any($1::uuid[])`,
    processes: { api, worker },
    create: (caller, byItself) => call('/api/triggers', triggerOf(randomUUID()), bearer(caller, byItself)),
    madeOf: ({ body: { actionId, workflowId, autoExecuteAt } }) => ({
      id: String(actionId),
      workflowId: String(workflowId),
      dueMs: typeof autoExecuteAt === 'string' ? Date.parse(autoExecuteAt) : undefined,
    }),
    approve: (caller, id, asked = {}) => call(`/api/autonomous-actions/${id}/approve`, asked, bearer(caller, false)),
    webhook: (events) => {
      const [id, now, body] = [randomUUID(), new Date(), JSON.stringify(events)];
      return call('/webhooks/crm', body, {
        'content-type': 'application/cloudevents-batch+json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': webhook.sign(id, now, body),
      });
    },
  };
}

/** The process that listens; it answers when this resolves. */
export async function startApi(
  options: SignoffOptions,
  env: NodeJS.ProcessEnv = {},
): Promise<{ api: Running; url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const probe = async () => void (await fetch(`${url}/livez`));
  return { api: await startProgram('server', { ...env, PORT: String(port), PUBLIC_URL: url }, options, probe), url };
}

async function startWorker(options: SignoffOptions): Promise<Running> {
  const port = await freePort();
  return startProgram('worker', { WORKER_PORT: String(port) }, options, async () => {
    const { status } = await fetch(`http://127.0.0.1:${port}/readyz`);
    if (status !== 200) throw new Error(`the worker answers ${status}`);
  });
}

function startProgram(
  program: 'server' | 'worker',
  env: NodeJS.ProcessEnv,
  { databaseUrl, temporalAddress, webhookSecret, profileDir }: SignoffOptions,
  probe: () => Promise<void>,
): Promise<Running> {
  const profiled = profileDir === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', join(profileDir, program)];
  const what = {
    name: `signoff ${program}`,
    command: process.execPath,
    cwd: COMPILED,
    logFile: logOf(`signoff-${program}`),
    args: [...profiled, `${program}.js`],
    env: {
      ...withoutTemporal(process.env),
      ...nodeEnvironment(process.env),
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      CRM_WEBHOOK_SECRETS: webhookSecret,
      SECRET_KEY: randomBytes(32).toString('base64'),
      ...env,
    },
  };
  return startProcess(what, probe);
}

/** The same trigger for all systems; the two simple ones only keep it. */
export function triggerOf(id: string): object {
  return {
    triggerType: 'meeting_completed',
    actionType: 'log_touch',
    eventId: id,
    company: { id, name: `Acme ${id}` },
    contact: { id, name: 'Sarah Lee', email: 'sarah@acme.test' },
  };
}

async function insertPeople(databaseUrl: string): Promise<{ waiting: string[]; byItself: string[] }> {
  const db = openDb({ databaseUrl, maxConnections: 2, applicationName: 'bench', onError: console.error });
  try {
    await insertWorkspace(db, { id: WORKSPACE, name: 'Acme' }, SYSTEM);
    const byItself = await insertReps(db, 'by-itself');
    const rule = { enabled: true, autoExecuteDelayMinutes: DUE_AFTER_MS / 60_000 };
    await db
      .updateTable('users')
      .set({ settings: JSON.stringify({ autoExecute: { log_touch: rule } }) })
      .execute();
    return { byItself, waiting: await insertReps(db, 'rep') };
  } finally {
    await db.destroy();
  }
}

/** Answers a token of each. */
async function insertReps(db: Db, name: string): Promise<string[]> {
  const tokens: string[] = [];
  for (const i of numbers(CALLERS)) {
    const id = `${name}-${i}`;
    await insertUser(
      db,
      {
        id,
        workspaceId: WORKSPACE,
        role: 'rep' as const,
        displayName: id,
        email: `${id}@signoff.test`,
      },
      SYSTEM,
    );
    tokens.push(await createToken(db, id, 'bench', SYSTEM));
  }
  return tokens;
}
