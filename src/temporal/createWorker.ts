import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { AllActivities } from '../activities/index.ts';
import type { Log } from '../log.ts';
import { wordlessFailures } from './wordlessFailures.ts';

export interface ActionWorkerOptions {
  connection: NativeConnection;
  namespace: string | undefined;
  taskQueue: string;
  log: Log;
  activities: AllActivities;
  maxCachedWorkflows: number;
  shutdownGraceMs: number;
  /** Connections to Postgres that the activities share. */
  databaseConnections: number;
  /** Overrides for tests. */
  workflows?: Pick<WorkerOptions, 'workflowBundle'>;
}

/** A worker for actions, not yet running. */
export function createActionWorker(options: ActionWorkerOptions): Promise<Worker> {
  return Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: options.taskQueue,
    activities: options.activities,
    // Actions wait for days: a cold one costs a replay of some milliseconds, a cached one memory all the time.
    maxCachedWorkflows: options.maxCachedWorkflows,
    // So that no more than one waits for each connection, and none for longer than the pool lets it (db.ts).
    maxConcurrentActivityTaskExecutions: 2 * options.databaseConnections,
    // What a heartbeat tells of a delivery is to be with Temporal before a crash: by default it may be kept for 24 s.
    maxHeartbeatThrottleInterval: '1 second',
    shutdownGraceTime: options.shutdownGraceMs,
    // What does not come to its end in that time is fenced off by the ledger, so that it may be abandoned.
    shutdownForceTime: options.shutdownGraceMs + 5_000,
    interceptors: { activity: [() => ({ inbound: wordlessFailures(options.log) })] },
    ...(options.workflows ?? workflowCode()),
  });
}

/** The bundle that `npm run build` made, beside compiled code; the sources otherwise, bundled now. */
function workflowCode(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'bundlerOptions'> {
  const bundle = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  const { workflowsPath, preloadModules } = workflowSources();
  return { workflowsPath, bundlerOptions: { preloadModules } };
}

/** What the bundle is made of, where it is made of the sources. */
export function workflowSources(): { workflowsPath: string; preloadModules: string[] } {
  const source = (file: string) => fileURLToPath(new URL(`../workflows/${file}`, import.meta.url));
  return { workflowsPath: source('index.ts'), preloadModules: [source('preloaded.ts')] };
}
