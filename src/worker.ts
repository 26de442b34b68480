/** The worker process: carries actions out, and relays the outbox. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { createWebhookActivities } from './activities/deliverWebhook.ts';
import { createActivities } from './activities/index.ts';
import { ConfigError, dkimKey, readConfig, redacted } from './config.ts';
import { createBuiltInCrm } from './integrations/crm/builtIn.ts';
import { createCrmClients, createCrmSources, crmSettings, writableCrms } from './integrations/crm/connections.ts';
import { createReaders } from './integrations/crm/readers.ts';
import { createLog, type Log } from './log.ts';
import { runSecuritySyslog } from './securitySyslog.ts';
import { publishKey, StartError, untilMigrated } from './startup.ts';
import { insertTask, insertTouch } from './store/crm/builtInCrm.ts';
import { openDb } from './store/database/db.ts';
import { connectTemporal } from './temporal/connection.ts';
import { createActionWorker } from './temporal/createWorker.ts';
import { register } from './temporal/register.ts';
import { runRelay } from './temporal/relay.ts';
import { installRuntime } from './temporal/runtime.ts';
import { createTeller } from './temporal/teller.ts';
import { createWebhookWorker } from './temporal/webhooks.ts';
import { createWorkerHealth } from './temporal/workerHealth.ts';

/** How long to wait before Temporal is tried again, while it is not there at the start. */
const RECONNECT_MS = 1_000;

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog('worker', config.LOG_LEVEL, config.LOG_FORMAT);
  log.info({ config: redacted(config) }, 'starting');

  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());

  const db = openDb({
    databaseUrl: config.DATABASE_URL,
    maxConnections: config.DATABASE_POOL_SIZE,
    applicationName: 'signoff-worker',
    onError: (error) => log.error({ err: error }, 'a database connection broke'),
  });
  const temporalMetricsUrl = await installRuntime(log);
  let worker: Worker | undefined;
  const health = createWorkerHealth({ db, workerState: () => worker?.getState(), temporalMetricsUrl });
  health.listen(config.WORKER_PORT, config.WORKER_HOST);
  await once(health, 'listening');

  await untilMigrated(db, log, stopping.signal);
  if (config.SECRET_KEY !== undefined) await publishKey(db, config.SECRET_KEY, log, stopping.signal);
  const syslogUrl = config.SECURITY_SYSLOG_URL;
  // Before anything waits for Temporal: what it tells of happens without it, too.
  const forwarding =
    syslogUrl === undefined ? undefined : runSecuritySyslog({ db, log, url: syslogUrl }, stopping.signal);
  const temporal = connectTemporal();
  const connection = await connectNative(log, stopping.signal);
  if (connection !== undefined) {
    const settings = crmSettings(config);
    const sources = createCrmSources(settings);
    const registering = () => register(temporal.client, config.TEMPORAL_TASK_QUEUE, sources.keys());
    await registering();
    const builtInCrm = createBuiltInCrm({
      insertTask: (key, task) => insertTask(db, key, task),
      insertTouch: (key, touch) => insertTouch(db, key, touch),
    });
    const taskQueue = config.TEMPORAL_TASK_QUEUE;
    const publicUrl = config.PUBLIC_URL ?? `http://localhost:${config.PORT}`;
    const means = {
      smtpRelay: config.SMTP_URL !== undefined,
      slack: config.SLACK_BOT_TOKEN !== undefined,
      crms: writableCrms(settings),
    };
    const teller = createTeller({ client: temporal.client, db, taskQueue, publicUrl, log });
    worker = await createActionWorker({
      connection,
      namespace: temporal.client.options.namespace,
      taskQueue,
      log,
      maxCachedWorkflows: config.MAX_CACHED_WORKFLOWS,
      shutdownGraceMs: config.SHUTDOWN_GRACE_SECONDS * 1_000,
      databaseConnections: config.DATABASE_POOL_SIZE,
      activities: createActivities({
        db,
        log,
        crms: new Map([[builtInCrm.name, builtInCrm], ...createCrmClients(settings)]),
        sources,
        maxOpenActionsPerUser: config.MAX_OPEN_ACTIONS_PER_USER,
        crmWorkspace: config.CRM_WORKSPACE,
        means,
        retryBudgetMs: config.RETRY_BUDGET_MINUTES * 60_000,
        secretKey: config.SECRET_KEY,
        smtpUrl: config.SMTP_URL,
        unsubscribeAt: config.PUBLIC_URL,
        dkim: dkimKey(config),
        imapUrl: config.IMAP_URL,
        slack:
          config.SLACK_BOT_TOKEN === undefined
            ? undefined
            : {
                token: config.SLACK_BOT_TOKEN,
                slackApiUrl: config.SLACK_API_URL,
              },
        isSlackAnswered: config.SLACK_SIGNING_SECRET !== undefined || config.SLACK_APP_TOKEN !== undefined,
        publicUrl,
        readers: createReaders(settings),
        tell: (action) => teller.tell(action),
      }),
    });
    const webhooks = await createWebhookWorker({
      connection,
      namespace: temporal.client.options.namespace,
      taskQueue,
      log,
      shutdownGraceMs: config.SHUTDOWN_GRACE_SECONDS * 1_000,
      activities: createWebhookActivities({
        db,
        secretKey: config.SECRET_KEY,
        publicUrl,
        networks: config.OUTGOING_WEBHOOK_NETWORKS ?? [],
      }),
    });
    const kept = { unusedTriggersDays: config.KEEP_UNUSED_TRIGGERS_DAYS, actionsDays: config.KEEP_ACTIONS_DAYS };
    const relay = runRelay(
      { client: temporal.client, db, taskQueue, publicUrl, log, means, register: registering, ...kept },
      stopping.signal,
    );
    // Stopping in order: drain the workers, then the relay, then connections, then the pool.
    const running = [worker, webhooks];
    const shutDown = () => {
      for (const each of running) each.shutdown();
    };
    stopping.signal.addEventListener('abort', shutDown);
    if (stopping.signal.aborted) shutDown();
    await Promise.all(running.map((each) => each.run()));
    stopping.abort();
    await relay;
    await teller.idle();
    await connection.close();
  }
  await forwarding;
  await temporal.close();
  health.close();
  await db.destroy();
  log.info('stopped');
  // A call that was given up may still have a retry scheduled, which would find its connection closed and throw.
  process.exit(0);
}

/** Waits for Temporal as long as it takes; undefined where the process is told to stop first. */
async function connectNative(log: Log, signal: AbortSignal): Promise<NativeConnection | undefined> {
  const { connectionOptions } = loadClientConnectConfig();
  while (!signal.aborted) {
    try {
      return await NativeConnection.connect(connectionOptions);
    } catch (error) {
      log.warn({ err: error }, 'Temporal is not reachable yet');
      await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof StartError)) throw error;
  console.error(error.message);
  // The health's server would keep the process.
  process.exit(error instanceof ConfigError ? 2 : 1);
}
