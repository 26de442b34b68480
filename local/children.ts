/** The processes of the local stack: how each is started and how it says that it is ready. */
import { fileURLToPath } from 'node:url';
import type { Ports } from './choosePorts.ts';
import type { DataDir } from './dataDir.ts';
import type { ProcessName } from './endings.ts';
import { nodeEnvironment } from './nodeOptions.ts';
import { type PostgresOptions, postgresLaunch, postgresUrl, probePostgres, runningUrl } from './postgres.ts';
import type { Secrets } from './secrets.ts';
import type { Child } from './supervisor.ts';
import { probeTemporal, temporalLaunch, withoutTemporal } from './temporalServer.ts';
import { urlsOf } from './urls.ts';

/** Where the compiled code lies, ours among it: the stack runs what scripts/lib/compile.mjs made. */
const COMPILED = fileURLToPath(new URL('..', import.meta.url));
export const DATABASE = 'signoff';

export interface StackSetup {
  dir: DataDir;
  ports: Ports;
  secrets: Secrets;
  temporalExecutable: string;
  env: NodeJS.ProcessEnv;
}

export function postgresOptions({ dir, ports, secrets }: StackSetup): PostgresOptions {
  const logFile = dir.log('postgres');
  return { dir: dir.path('postgres'), port: ports.POSTGRES_PORT, password: secrets.postgresPassword, logFile };
}

/** The database's URLs: `owner` migrates, the processes work as `running`. */
export function databaseUrls(setup: StackSetup): { owner: string; running: string } {
  const options = postgresOptions(setup);
  const running = runningUrl(options, DATABASE, setup.secrets.runningPassword);
  return { owner: postgresUrl(options, DATABASE), running };
}

/** Tried several times: backends of a killed server may hold its memory for a moment. */
export function postgresChild(setup: StackSetup): Child {
  const options = postgresOptions(setup);
  return { name: 'postgres', launch: postgresLaunch(options), probe: () => probePostgres(options), attempts: 8 };
}

export function temporalChild({ dir, ports, temporalExecutable }: StackSetup): Child {
  const launch = temporalLaunch({
    executable: temporalExecutable,
    port: ports.TEMPORAL_PORT,
    uiPort: ports.TEMPORAL_UI_PORT,
    dbFilename: dir.path('temporal/temporal.sqlite'),
    logFile: dir.log('temporal'),
  });
  return { name: 'temporal', launch, probe: () => probeTemporal(urlsOf(ports).temporalAddress) };
}

export function mailboxChild(setup: StackSetup): Child {
  const { dir, ports } = setup;
  const env = {
    MAILBOX_SMTP_PORT: String(ports.MAILBOX_SMTP_PORT),
    MAILBOX_HTTP_PORT: String(ports.MAILBOX_HTTP_PORT),
    MAILBOX_DIR: dir.path('mailbox'),
  };
  return nodeChild(setup, 'mailbox', 'local/mailbox.js', env, `${urlsOf(ports).mailboxUrl}/livez`);
}

export function slackFakeChild(setup: StackSetup): Child {
  const { dir, ports, secrets } = setup;
  const env = {
    SLACK_FAKE_PORT: String(ports.SLACK_FAKE_PORT),
    SLACK_FAKE_DIR: dir.path('slack'),
    SLACK_FAKE_TOKEN: secrets.slackToken,
    SLACK_FAKE_SIGNING_SECRET: secrets.slackSigningSecret,
    SLACK_FAKE_INTERACTIONS_URL: `${urlsOf(ports).apiUrl}/slack/interactions`,
    SLACK_FAKE_COMMANDS_URL: `${urlsOf(ports).apiUrl}/slack/commands`,
  };
  return nodeChild(setup, 'slackFake', 'local/slackFake.js', env, `${urlsOf(ports).slackFakeUrl}/livez`);
}

export function hubspotFakeChild(setup: StackSetup): Child {
  const { dir, ports, secrets } = setup;
  const env = {
    HUBSPOT_FAKE_PORT: String(ports.HUBSPOT_FAKE_PORT),
    HUBSPOT_FAKE_DIR: dir.path('hubspot'),
    HUBSPOT_FAKE_TOKEN: secrets.hubspotToken,
  };
  return nodeChild(setup, 'hubspotFake', 'local/hubspotFake.js', env, `${urlsOf(ports).hubspotFakeUrl}/livez`);
}

export function workerChild(setup: StackSetup): Child {
  const url = `${urlsOf(setup.ports).workerUrl}/readyz`;
  const env = { ...productEnv(setup), SECRET_KEY: setup.secrets.secretKey };
  return nodeChild(setup, 'worker', 'src/worker.js', env, url);
}

export function serverChild(setup: StackSetup): Child {
  const url = `${urlsOf(setup.ports).apiUrl}/readyz`;
  return nodeChild(setup, 'server', 'src/server.js', productEnv(setup), url);
}

/** What worker and API are configured with. The caller's own mail relay, Slack and HubSpot go before the local ones. */
function productEnv(setup: StackSetup): NodeJS.ProcessEnv {
  const { ports, secrets, env } = setup;
  const urls = urlsOf(ports);
  const slack = env.SLACK_BOT_TOKEN
    ? {}
    : {
        SLACK_BOT_TOKEN: secrets.slackToken,
        SLACK_API_URL: `${urls.slackFakeUrl}/api/`,
        SLACK_SIGNING_SECRET: secrets.slackSigningSecret,
      };
  const hubspot = env.HUBSPOT_ACCESS_TOKEN
    ? {}
    : {
        HUBSPOT_ACCESS_TOKEN: secrets.hubspotToken,
        HUBSPOT_BASE_URL: urls.hubspotFakeUrl,
        HUBSPOT_CLIENT_SECRET: secrets.hubspotClientSecret,
      };
  return {
    NODE_ENV: 'development',
    LOG_FORMAT: env.LOG_FORMAT || 'text',
    DATABASE_URL: databaseUrls(setup).running,
    TEMPORAL_ADDRESS: urls.temporalAddress,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_UI_URL: urls.temporalUiUrl,
    HOST: '127.0.0.1',
    PORT: String(ports.PORT),
    PUBLIC_URL: env.PUBLIC_URL || urls.apiUrl,
    WORKER_HOST: '127.0.0.1',
    WORKER_PORT: String(ports.WORKER_PORT),
    WORKER_METRICS_URL: `${urls.workerUrl}/metrics`,
    SMTP_URL: env.SMTP_URL || urls.smtpUrl,
    RATE_LIMIT_PER_SECOND: '0',
    SHUTDOWN_GRACE_SECONDS: env.SHUTDOWN_GRACE_SECONDS || '5',
    CRM_WEBHOOK_SECRETS: [secrets.crmWebhookSecret, env.CRM_WEBHOOK_SECRETS].filter(Boolean).join(','),
    // Whoever tries them out has the receiver on this machine, too.
    OUTGOING_WEBHOOK_NETWORKS: env.OUTGOING_WEBHOOK_NETWORKS || '127.0.0.0/8,::1/128',
    ...slack,
    ...hubspot,
  };
}

function nodeChild(setup: StackSetup, name: ProcessName, script: string, env: NodeJS.ProcessEnv, url: string): Child {
  const launch = {
    name,
    command: process.execPath,
    args: [script],
    env: { ...withoutTemporal(setup.env), ...nodeEnvironment(setup.env), ...env },
    cwd: COMPILED,
    logFile: setup.dir.log(name),
  };
  return { name, launch, probe: () => probeHttp(url) };
}

async function probeHttp(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}: ${body.slice(0, 300)}`);
}
