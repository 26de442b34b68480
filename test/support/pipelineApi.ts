/** The API over a pipeline: nothing of it is faked. */
import { buildApp } from '../../src/api/app.ts';
import { checkTemporal } from '../../src/api/checkTemporal.ts';
import type { Api, ApiDeps } from '../../src/api/deps.ts';
import { listenForChanges } from '../../src/store/database/changes.ts';
import { createConnectionCheck } from '../../src/temporal/checkConnection.ts';
import { startDrain } from '../../src/temporal/crmWorkflows.ts';
import { createKick } from '../../src/temporal/kick.ts';
import { createTeller } from '../../src/temporal/teller.ts';
import { startTelling } from '../../src/temporal/tellingWorkflow.ts';
import { log, type Pipeline } from './pipeline.ts';

export interface PipelineApi {
  app: Api;
  close(): Promise<void>;
}

export async function startPipelineApi(pipeline: Pipeline, overrides: Partial<ApiDeps> = {}): Promise<PipelineApi> {
  const { db, client, taskQueue, databaseUrl } = pipeline;
  const changes = listenForChanges(databaseUrl, () => undefined);
  const teller = createTeller({ client, db, taskQueue, log });
  const app = await buildApp({
    db,
    changes,
    log,
    rateLimitPerSecond: 0,
    demoSignIn: true,
    means: { smtpRelay: true, slack: true, crms: new Set(['built-in']) },
    connected: { hubspot: false, bottlecrm: false, slack: true, smtp: true, imap: false, temporal: true },
    checkConnection: createConnectionCheck(client, taskQueue, log),
    teller,
    kickInbox: createKick(client, log, 'the inbox was drained', () => startDrain(client, taskQueue)),
    kickTelling: createKick(client, log, 'people were told', () => startTelling(client, taskQueue)),
    checkTemporal: () => checkTemporal(client, taskQueue),
    temporalUi: { url: 'http://temporal.test/', namespace: 'default' },
    ...overrides,
  });
  return {
    app,
    async close() {
      await app.close();
      await teller.idle();
      await changes.close();
    },
  };
}
