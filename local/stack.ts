/** The local stack as one command: starts everything in order, keeps it running, and stops it in order. */
import * as children from './children.ts';
import { choosePorts } from './choosePorts.ts';
import { type DataDir, openDataDir } from './dataDir.ts';
import type { NamedProcess } from './endings.ts';
import { endLeftovers, recordProcesses } from './leftovers.ts';
import { takeLock } from './lock.ts';
import { ensureDatabase, initialisePostgres } from './postgres.ts';
import { secretsOf } from './secrets.ts';
import { removeStackFile, type StackFile, writeStackFile } from './stackFile.ts';
import { readStackOptions } from './stackOptions.ts';
import { summary } from './summary.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';
import type { Tokens } from './tokens.ts';
import { urlsOf } from './urls.ts';

/**
 * Runs the stack until a signal asks it to stop, and returns when nothing of it is left.
 * @throws SetupError for what a person can put right: a taken port, a stack that runs already, a malformed setting
 */
export async function runStack(env: NodeJS.ProcessEnv): Promise<void> {
  const asked = askedToStop();
  const options = readStackOptions(env);
  const dir = openDataDir(options.DATA_DIR);
  takeLock(dir);
  removeStackFile(dir);
  const left = await endLeftovers(dir);
  if (left.length > 0) console.log(`signoff: ended what an earlier stack had left running: ${left.join(', ')}`);
  const setup: children.StackSetup = {
    dir,
    ports: await choosePorts(dir, options),
    secrets: secretsOf(dir),
    temporalExecutable: options.TEMPORAL_CLI_PATH,
    env,
  };
  const state = createState(dir);
  const supervisor = createSupervisor({
    restart: options.SUPERVISE === '1',
    say: (line) => console.log(`signoff: ${line}`),
    changed: state.processesChanged,
  });
  const started = startAll(setup, supervisor).then((stack) => {
    state.ready(stack);
    console.log(summary(stack, dir));
  });
  try {
    await Promise.race([started, asked]);
    await asked;
    console.log('signoff: stopping …');
  } finally {
    await supervisor.stop();
    await started.catch(() => {});
    removeStackFile(dir);
  }
}

/** What depends on nothing starts at once; worker and API when database and Temporal are ready. */
async function startAll(setup: children.StackSetup, supervisor: Supervisor): Promise<Omit<StackFile, 'pids'>> {
  const [tokens] = await Promise.all([
    startProduct(setup, supervisor),
    supervisor.start(children.mailboxChild(setup)),
    supervisor.start(children.slackFakeChild(setup)),
    supervisor.start(children.hubspotFakeChild(setup)),
  ]);
  const { hubspotClientSecret: hubspot, crmWebhookSecret: crm, slackSigningSecret: slack } = setup.secrets;
  const { owner: ownerDatabaseUrl, running: databaseUrl } = children.databaseUrls(setup);
  return { ...urlsOf(setup.ports), databaseUrl, ownerDatabaseUrl, tokens, webhookSecrets: { hubspot, crm, slack } };
}

async function startProduct(setup: children.StackSetup, supervisor: Supervisor): Promise<Tokens> {
  const [tokens] = await Promise.all([
    startDatabase(setup, supervisor),
    supervisor.start(children.temporalChild(setup)),
  ]);
  await Promise.all([supervisor.start(children.workerChild(setup)), supervisor.start(children.serverChild(setup))]);
  return tokens;
}

async function startDatabase(setup: children.StackSetup, supervisor: Supervisor): Promise<Tokens> {
  const options = children.postgresOptions(setup);
  await initialisePostgres(options);
  await supervisor.start(children.postgresChild(setup));
  await ensureDatabase(options, children.DATABASE);
  // Loaded here, while others are starting, because that takes as long as starting Postgres.
  const [{ migrate }, { seed }] = await Promise.all([import('../src/store/database/migrate.ts'), import('./seed.ts')]);
  const { owner, running } = children.databaseUrls(setup);
  await migrate(owner, running);
  return seed(running, setup.dir);
}

/** Keeps the files that tell others of the processes: the record for the next start, and stack.json from ready on. */
function createState(dir: DataDir) {
  let processes: NamedProcess[] = [];
  let stack: Omit<StackFile, 'pids'> | undefined;
  const write = () => {
    recordProcesses(dir, processes);
    if (stack !== undefined) writeStackFile(dir, stack, processes);
  };
  return {
    processesChanged: (now: NamedProcess[]) => {
      processes = now;
      write();
    },
    ready: (isReady: Omit<StackFile, 'pids'>) => {
      stack = isReady;
      write();
    },
  };
}

/** Resolves at the first signal to stop; from now on further ones change nothing. */
function askedToStop(): Promise<void> {
  // Whoever read our output may be gone; that is no reason to fall.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => resolve());
  });
}
