/** The whole pipeline but the API, on real servers: Postgres, Temporal, a worker, SMTP; Slack is the fake. */

import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  type Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { type LocalMailbox, startMailbox } from '../../local/mailbox.ts';
import { type SlackFake, startSlackFake } from '../../local/slackFake.ts';
import { type ActivityDeps, createActivities } from '../../src/activities/index.ts';
import type { ActionType } from '../../src/domain/actionTypes.ts';
import type { Settings } from '../../src/domain/autoExecute.ts';
import type { Command, DecisionType } from '../../src/domain/decide.ts';
import { isJsonObject, type Json } from '../../src/domain/json.ts';
import type { Status } from '../../src/domain/lifecycle.ts';
import { SYSTEM } from '../../src/domain/securityEvents.ts';
import { createBuiltInCrm } from '../../src/integrations/crm/builtIn.ts';
import { createLog } from '../../src/log.ts';
import { createAction, type NewAction } from '../../src/store/actions/createAction.ts';
import { markTold } from '../../src/store/actions/outbox.ts';
import { insertTask, insertTouch } from '../../src/store/crm/builtInCrm.ts';
import { type Db, openDb } from '../../src/store/database/db.ts';
import type { ActionRow } from '../../src/store/database/schema.ts';
import { type Decided, decideAction } from '../../src/store/decisions/decideAction.ts';
import type { SendingMeans } from '../../src/store/decisions/executability.ts';
import { insertUser, insertWorkspace } from '../../src/store/people/people.ts';
import { createActionWorker, workflowSources } from '../../src/temporal/createWorker.ts';
import { registerSearchAttributes } from '../../src/temporal/registerSearchAttributes.ts';
import { createTeller } from '../../src/temporal/teller.ts';
import { startActionWorkflow, tellWorkflow } from '../../src/temporal/tellWorkflow.ts';
import type { DecisionMessage } from '../../src/workflows/messages.ts';
import { eventually } from './eventually.ts';
import { knownUser } from './knownUser.ts';
import { directory, once } from './running.ts';
import { createTestDatabase, type TemporalServer, type TestDatabase, temporalServer } from './servers.ts';

export const log = createLog('test', 'silent');

/** The workflow code, bundled once for the run as a worker bundles it. */
export const workflowBundle: () => Promise<WorkflowBundleWithSourceMap> = once(() => {
  const quiet = new DefaultLogger('ERROR');
  Runtime.install({ logger: quiet, shutdownSignals: [] });
  return bundleWorkflowCode({ ...workflowSources(), logger: quiet });
});

export interface Pipeline {
  db: Db;
  databaseUrl: string;
  /** See TestDatabase. */
  backUp: TestDatabase['backUp'];
  client: Client;
  taskQueue: string;
  means: SendingMeans;
  register: () => Promise<void>;
  mailbox: LocalMailbox;
  slack: SlackFake;
  /** Starts a worker; its activities, and its workflow code, may be changed for the test. */
  startWorker(overrides?: Partial<ActivityDeps>, code?: WorkflowBundleWithSourceMap): Promise<TestWorker>;
  stopWorkers(): Promise<void>;
  stop(): Promise<void>;
}

/** What the pipeline's worker can send with. */
export const MEANS: SendingMeans = { smtpRelay: true, slack: true, crms: new Set(['built-in']) };

export interface TestWorker {
  worker: Worker;
  stop(): Promise<void>;
}

/**
 * Its own database, task queue, mailbox and Slack; a workspace `acme` with the rep `ana` and her manager `mia`. Temporal is the
 * run's unless the test brings one of its own.
 */
export async function startPipeline(temporal: () => Promise<TemporalServer> = temporalServer): Promise<Pipeline> {
  const endings: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let end = endings.pop(); end !== undefined; end = endings.pop()) await end();
  };
  try {
    return { ...(await begin(temporal, endings)), stop };
  } catch (error) {
    // What is open would keep the run from ending.
    await stop();
    throw error;
  }
}

/** @param endings what ends it, the last first */
async function begin(
  temporal: () => Promise<TemporalServer>,
  endings: (() => Promise<unknown>)[],
): Promise<Omit<Pipeline, 'stop'>> {
  const [{ address }, bundle, database] = await Promise.all([temporal(), workflowBundle(), createTestDatabase()]);
  endings.push(() => database.drop());
  const db = openDb({
    databaseUrl: database.url,
    maxConnections: 20,
    applicationName: 'test',
    onError: () => undefined,
  });
  endings.push(() => db.destroy());
  const connection = Connection.lazy({ address });
  endings.push(() => connection.close());
  const client = new Client({ connection });
  await registerSearchAttributes(client);
  const dir = await mkdtemp(join(directory(), 'pipeline-'));
  const [mailbox, slack] = await Promise.all([
    startMailbox({ smtpPort: 0, httpPort: 0, dir: join(dir, 'mailbox') }),
    startSlackFake({ port: 0, dir: join(dir, 'slack') }),
  ]);
  endings.push(() => Promise.all([mailbox.close(), slack.close()]));
  await seed(db);
  const taskQueue = `test-${randomUUID()}`;
  const workers: TestWorker[] = [];
  const stopWorkers = async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
  };
  endings.push(stopWorkers);

  return {
    db,
    databaseUrl: database.url,
    backUp: database.backUp,
    client,
    taskQueue,
    means: MEANS,
    register: () => registerSearchAttributes(client),
    mailbox,
    slack,
    async startWorker(overrides = {}, code = bundle) {
      const native = await NativeConnection.connect({ address });
      const builtIn = createBuiltInCrm({
        insertTask: (key, task) => insertTask(db, key, task),
        insertTouch: (key, touch) => insertTouch(db, key, touch),
      });
      const worker = await createActionWorker({
        connection: native,
        namespace: 'default',
        taskQueue,
        log,
        maxCachedWorkflows: 50,
        shutdownGraceMs: 2_000,
        databaseConnections: 20,
        workflows: { workflowBundle: code },
        activities: createActivities({
          db,
          log,
          crms: new Map([[builtIn.name, builtIn]]),
          means: MEANS,
          retryBudgetMs: 60 * 60_000,
          inFlightMs: 0,
          secretKey: undefined,
          smtpUrl: `smtp://127.0.0.1:${mailbox.smtpPort}`,
          imapUrl: undefined,
          slack: { token: 'xoxb-test', slackApiUrl: slack.slackApiUrl },
          publicUrl: 'http://signoff.test',
          readers: new Map(),
          sources: new Map(),
          crmWorkspace: undefined,
          tell: (action) => createTeller({ client, db, taskQueue, log }).tell(action),
          ...overrides,
        }),
      });
      const running = worker.run();
      let stopped: Promise<void> | undefined;
      const stop = () => {
        stopped ??= (async () => {
          worker.shutdown();
          await running;
          await native.close();
        })();
        return stopped;
      };
      workers.push({ worker, stop });
      return { worker, stop };
    },
    stopWorkers,
  };
}

async function seed(db: Db): Promise<void> {
  await insertWorkspace(db, { id: 'acme', name: 'Acme', postalAddress: '1 Main Street' }, SYSTEM);
  const shared = { workspaceId: 'acme', timeZone: 'UTC' };
  await insertUser(
    db,
    { ...shared, id: 'mia', role: 'manager', displayName: 'Mia', email: 'mia@signoff.test' },
    SYSTEM,
  );
  await insertUser(
    db,
    {
      ...shared,
      id: 'ana',
      role: 'rep',
      displayName: 'Ana Ruiz',
      email: 'ana@signoff.test',
      managerId: 'mia',
    },
    SYSTEM,
  );
}

let made = 0;

/** An action on a situation of its own, of type send_email unless said otherwise. */
export function newAction(overrides: Partial<NewAction> = {}): NewAction {
  made += 1;
  return {
    workspaceId: 'acme',
    userId: 'ana',
    triggerType: 'deal_value_decrease',
    actionType: 'send_email',
    params: { subject: 'Following up', body: 'Shall we talk?', contactEmail: 'sarah@acme.test', urgency: 'normal' },
    draftVersion: 'deal_value_decrease/1',
    contextSummary: 'Review the Acme deal: value dropped 25 %',
    urgency: 'normal',
    subject: { company: { id: 'acme', name: 'Acme Corp' } },
    companyId: 'acme',
    dealId: `deal-${made}`,
    payload: {},
    alert: { title: 'Value dropped', summary: 'Value dropped 25 %', severity: 'warning' },
    ...overrides,
  };
}

/** Creates an action and starts its workflow, as the API does. */
export async function create(pipeline: Pipeline, overrides: Partial<NewAction> = {}): Promise<ActionRow> {
  const created = await createAction(pipeline.db, newAction(overrides));
  const row = await readRow(pipeline, created.actionId);
  await startActionWorkflow(pipeline.client, pipeline.taskQueue, row);
  await markTold(pipeline.db, [row]);
  return readRow(pipeline, row.id);
}

export function readRow({ db }: Pipeline, actionId: string): Promise<ActionRow> {
  return db.selectFrom('pending_autonomous_actions').selectAll().where('id', '=', actionId).executeTakeFirstOrThrow();
}

/** Another rep of the workspace, with settings of her own. */
export async function addRep({ db }: Pipeline, settings: Settings = {}): Promise<string> {
  made += 1;
  const id = `rep-${made}`;
  await insertUser(
    db,
    {
      id,
      workspaceId: 'acme',
      role: 'rep',
      displayName: id,
      email: `${id}@signoff.test`,
      managerId: 'mia',
    },
    SYSTEM,
  );
  await changeSettings(db, id, settings);
  return id;
}

export async function changeSettings(db: Db, userId: string, settings: Settings): Promise<void> {
  await db
    .updateTable('users')
    .set({ settings: JSON.stringify(settings) })
    .where('id', '=', userId)
    .execute();
}

/** Automatic execution of one action type, by default after the default delay. */
export function automatic(actionType: ActionType, autoExecuteDelayMinutes = 30): Settings {
  return { autoExecute: { [actionType]: { enabled: true, autoExecuteDelayMinutes } } };
}

/** Waits until the row has a status. */
export function untilStatus(pipeline: Pipeline, actionId: string, status: Status): Promise<ActionRow> {
  return eventually(
    async () => {
      const row = await readRow(pipeline, actionId);
      if (row.status !== status) throw new Error(`the action is ${row.status}, not ${status}`);
      return row;
    },
    { timeoutMs: 20_000 },
  );
}

type Sent = Partial<Pick<Command, 'id' | 'at'>>;

/** A decision as the API takes it: on the row, then told to the workflow. */
export async function decide(
  { db, client, taskQueue, means }: Pipeline,
  { id: actionId, user_id }: ActionRow,
  type: DecisionType,
  { id = randomUUID(), by, ...asked }: DecisionMessage & Sent = {},
): Promise<Decided> {
  const command = { ...asked, ...knownUser(by ?? user_id), type, id };
  const decided = await decideAction(db, actionId, command, { means });
  if (decided.accepted) {
    await tellWorkflow(client, taskQueue, decided.row);
    await markTold(db, [decided.row]);
  }
  return decided;
}

export async function auditOf({ db }: Pipeline, actionId: string) {
  const rows = await db
    .selectFrom('action_audit')
    .selectAll()
    .where('action_id', '=', actionId)
    .orderBy('id')
    .execute();
  return rows.map(({ command, accepted, by, channel, from_status, to_status, version, changes, message }) => ({
    command,
    accepted,
    by,
    channel,
    from: from_status,
    to: to_status,
    version,
    changes,
    message,
  }));
}

/** What was done to an action, in its order: the commands of its trail. */
export async function commandsOf(pipeline: Pipeline, actionId: string): Promise<string[]> {
  return (await auditOf(pipeline, actionId)).map(({ command }) => command);
}

/** Why an entry of the trail says that a decision was refused. */
export function refusedFor(entry: { changes: Json | null } | undefined): Json | undefined {
  return isJsonObject(entry?.changes) ? entry.changes.refusal : undefined;
}

export async function deliveryOf({ db }: Pipeline, actionId: string) {
  return db.selectFrom('deliveries').selectAll().where('action_id', '=', actionId).executeTakeFirstOrThrow();
}

export interface Mail {
  messageId: string;
  subject: string;
  text: string;
  from: unknown;
  to: unknown;
}

/** The messages in the mailbox that carry an action's subject. */
export async function mailsOf({ mailbox }: Pipeline, actionId: string): Promise<Mail[]> {
  const response = await fetch(`http://127.0.0.1:${mailbox.httpPort}/messages`);
  // The mailbox is ours; a message is shaped as Mail says or the test fails.
  const mails = (await response.json()) as Mail[];
  return mails.filter(({ messageId }) => messageId.includes(actionId));
}

/** Lets the workflow's own clock run ahead to its next timer, from now on; call it after the test's last decision. */
export async function skipTime({ client }: Pipeline, workflowId: string): Promise<void> {
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace: 'default',
    workflowExecution: { workflowId },
    workflowExecutionOptions: { timeSkippingConfig: { enabled: true } },
    updateMask: { paths: ['time_skipping_config'] },
  });
}

/** The workflow's result, once it has closed. */
export function resultOf({ client }: Pipeline, row: ActionRow): Promise<{ outcome: string }> {
  return client.workflow.getHandle(row.workflow_id).result();
}

/** The parameters of a touch: an effect without a mail server. */
export const TOUCH: Partial<NewAction> = {
  actionType: 'log_touch',
  triggerType: 'meeting_completed',
  params: { subject: 'Met', touchType: 'meeting', occurredAt: '2026-11-20T10:00:00Z', urgency: 'normal' },
};
