/** Starts the two systems that Signoff is measured beside; see bare/ and polled/. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { freePort } from '../../local/ports.ts';
import { isAlive } from '../../local/processes.ts';
import { directory } from '../../test/support/running.ts';
import { startProcess } from '../../test/support/startProcess.ts';
import { createCall } from '../stand/http.ts';
import { openPool } from '../stand/pool.ts';
import { logOf, type Servers } from '../stand/servers.ts';
import { EXECUTED_SQL, SCHEMA } from './job.ts';
import { triggerOf } from './signoff.ts';
import type { System } from './system.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Bare Temporal: the floor. */
export async function startBare(servers: Servers): Promise<System> {
  const bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./bare/workflow.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  const codePath = join(directory(), 'bare-workflow.js');
  writeFileSync(codePath, bundle.code);
  const taskQueue = 'bare';
  const env = { TEMPORAL_ADDRESS: servers.temporalAddress, TASK_QUEUE: taskQueue, BUNDLE: codePath };
  return { ...(await startSimple(servers, 'bare', env)), taskQueue };
}

/** A table that is polled. */
export function startPolled(servers: Servers): Promise<System> {
  return startSimple(servers, 'polled', {});
}

async function startSimple(servers: Servers, name: 'bare' | 'polled', env: NodeJS.ProcessEnv): Promise<System> {
  const { owner } = await servers.createDatabase(name);
  const db = openPool(owner, 4);
  await db.query(SCHEMA);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = (part: 'caller' | 'worker') => ({
    name: `${name} ${part}`,
    command: process.execPath,
    cwd: ROOT,
    logFile: logOf(`${name}-${part}`),
    args: ['--import', 'tsx', join('bench', 'systems', name, `${part}.ts`)],
    env: { ...process.env, ...env, DATABASE_URL: owner, PORT: String(port) },
  });
  const api = await startProcess(program('caller'), async () => void (await fetch(url)));
  const worker = await startProcess(program('worker'), async () => undefined);
  if (!isAlive(worker)) throw new Error(`the worker of ${name} has ended`);
  const call = createCall(url);
  let made = 0;
  return {
    name,
    db,
    taskQueue: undefined,
    executedSql: EXECUTED_SQL,
    processes: { api, worker },
    create: (_caller, byItself) => {
      made += 1;
      return call('/actions', triggerOf(`${name}-${made}`), byItself ? { 'by-itself': '1' } : {});
    },
    madeOf: ({ body: { id, dueMs } }) => ({
      id: String(id),
      workflowId: name === 'bare' ? String(id) : undefined,
      dueMs: typeof dueMs === 'number' ? dueMs : undefined,
    }),
    approve: (_caller, id) => call(`/actions/${id}`, {}),
  };
}
