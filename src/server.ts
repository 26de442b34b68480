/** The process that listens: triggers, decisions and reads. It starts, and takes triggers, while Temporal is down. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildApp } from './api/app.ts';
import { checkTemporal } from './api/checkTemporal.ts';
import { type Config, ConfigError, readConfig, redacted } from './config.ts';
import { createBottleCrmInbound } from './integrations/crm/bottlecrm/inbound.ts';
import { crmSettings, writableCrms } from './integrations/crm/connections.ts';
import { createHubspotInbound } from './integrations/crm/hubspot/inbound.ts';
import type { InboundCrm } from './integrations/crm/inbound.ts';
import { createWebhookInbound } from './integrations/crm/webhook/index.ts';
import { createRelyingParty } from './integrations/oidc/relyingParty.ts';
import { createLog, type Log } from './log.ts';
import { offerSetup, StartError, untilMigrated } from './startup.ts';
import { listenForChanges } from './store/database/changes.ts';
import { openDb } from './store/database/db.ts';
import { createConnectionCheck } from './temporal/checkConnection.ts';
import { connectTemporal } from './temporal/connection.ts';
import { startDrain } from './temporal/crmWorkflows.ts';
import { createKick } from './temporal/kick.ts';
import { createTeller } from './temporal/teller.ts';
import { startTelling } from './temporal/tellingWorkflow.ts';

const config = readConfigOrExit();
const log = createLog('api', config.LOG_LEVEL, config.LOG_FORMAT);
log.info({ config: redacted(config) }, 'starting');

try {
  await run(config, log);
} catch (error) {
  if (error instanceof StartError) console.error(error.message);
  else log.fatal({ err: error }, 'the API could not start');
  process.exit(1);
}

async function run(config: Config, log: Log): Promise<void> {
  const db = openDb({
    databaseUrl: config.DATABASE_URL,
    maxConnections: config.DATABASE_POOL_SIZE,
    applicationName: 'signoff-api',
    onError: (error) => log.warn({ err: error }, 'a database connection broke'),
  });
  const changes = listenForChanges(config.DATABASE_URL, (error) => {
    log.warn({ err: error }, 'no notifications of changes: connecting again');
  });
  const temporal = connectTemporal();
  const { client } = temporal;
  const taskQueue = config.TEMPORAL_TASK_QUEUE;
  const teller = createTeller({ client, db, taskQueue, publicUrl: config.PUBLIC_URL, log });
  const app = await buildApp({
    db,
    changes,
    log,
    teller,
    kickInbox: createKick(client, log, 'the inbox was drained', () => startDrain(client, taskQueue)),
    kickTelling: createKick(client, log, 'people were told', () => startTelling(client, taskQueue)),
    checkTemporal: () => checkTemporal(client, taskQueue),
    means: {
      smtpRelay: config.SMTP_URL !== undefined,
      slack: config.SLACK_BOT_TOKEN !== undefined,
      crms: writableCrms(crmSettings(config)),
    },
    connected: {
      hubspot: config.HUBSPOT_ACCESS_TOKEN !== undefined,
      bottlecrm: config.BOTTLECRM_TOKEN !== undefined,
      slack: config.SLACK_BOT_TOKEN !== undefined,
      smtp: config.SMTP_URL !== undefined,
      imap: config.IMAP_URL !== undefined,
      temporal: true,
    },
    slack: slackDoor(config),
    checkConnection: createConnectionCheck(client, taskQueue, log),
    rateLimitPerSecond: config.RATE_LIMIT_PER_SECOND,
    trustedProxies: config.TRUSTED_PROXIES,
    maxOpenActionsPerUser: config.MAX_OPEN_ACTIONS_PER_USER,
    temporalUi:
      config.TEMPORAL_UI_URL === undefined
        ? undefined
        : { url: config.TEMPORAL_UI_URL, namespace: client.options.namespace },
    workerMetricsUrl: config.WORKER_METRICS_URL,
    demoSignIn: config.NODE_ENV !== 'production',
    relyingParties: (config.OIDC_PROVIDERS ?? []).map((provider) =>
      createRelyingParty(provider, config.PUBLIC_URL ?? ''),
    ),
    tokenSignIn: config.TOKEN_SIGN_IN === 'on',
    web: builtApplication(),
    publicUrl: config.PUBLIC_URL,
    metricsToken: config.METRICS_TOKEN,
    outgoingNetworks: config.OUTGOING_WEBHOOK_NETWORKS,
    webhooks: { crms: inboundCrms(config), workspaceId: config.CRM_WORKSPACE },
  });

  // Nothing is closed while something that needs it may still run.
  const stopping = new AbortController();
  const stop = once(async (signal: string) => {
    log.info({ signal }, 'stopping');
    stopping.abort();
    // Requests under way come to their end, but not those that wait for ever.
    const graceMs = config.SHUTDOWN_GRACE_SECONDS * 1_000;
    const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
    await app.close();
    clearTimeout(cut);
    await teller.idle();
    await changes.close();
    await temporal.close();
    await db.destroy();
    log.info('stopped');
    // A call that was given up may still have a retry scheduled, which would find its connection closed and throw.
    process.exit(0);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  await app.listen({ host: config.HOST, port: config.PORT });
  // It listens while the database is away, and says so in its health; what only a database can tell is told once it is there.
  if (await untilMigrated(db, log, stopping.signal)) await offerSetup(db, config, log, stopping.signal);
}

/** People decide in Slack where messages can be posted, and what comes back can be believed. */
function slackDoor(config: Config) {
  const { SLACK_BOT_TOKEN: token, SLACK_API_URL: slackApiUrl } = config;
  const { SLACK_SIGNING_SECRET: signingSecret, SLACK_APP_TOKEN: appToken } = config;
  if (token === undefined || (signingSecret === undefined && appToken === undefined)) return undefined;
  return { token, slackApiUrl, signingSecret, appToken };
}

/** The folder that the build put beside compiled code; beside the sources lie the application's own. */
function builtApplication(): string | undefined {
  const dir = fileURLToPath(new URL('./web', import.meta.url));
  return import.meta.url.endsWith('.js') && existsSync(dir) ? dir : undefined;
}

/** Those that can be believed: of HubSpot and BottleCRM it takes the secret that is configured. */
function inboundCrms({ HUBSPOT_CLIENT_SECRET, BOTTLECRM_WEBHOOK_SECRET, CRM_WEBHOOK_SECRETS }: Config): InboundCrm[] {
  return [
    ...(HUBSPOT_CLIENT_SECRET === undefined ? [] : [createHubspotInbound(HUBSPOT_CLIENT_SECRET)]),
    ...(BOTTLECRM_WEBHOOK_SECRET === undefined ? [] : [createBottleCrmInbound(BOTTLECRM_WEBHOOK_SECRET)]),
    // Keys are made in the product, too.
    createWebhookInbound(CRM_WEBHOOK_SECRETS ?? []),
  ];
}

/** Whoever presses Ctrl-C twice means the same as once. */
function once<A>(run: (argument: A) => Promise<void>): (argument: A) => Promise<void> {
  let running: Promise<void> | undefined;
  return (argument) => {
    running ??= run(argument).catch((error) => {
      log.error({ err: error }, 'the shutdown met trouble');
      process.exit(1);
    });
    return running;
  };
}

function readConfigOrExit(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}
