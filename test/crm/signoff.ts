/** Signoff on real parts, connected with a BottleCRM: a worker, the relay, and the API on a port of its own. */

import { setTimeout as delay } from 'node:timers/promises';
import type { ActivityDeps } from '../../src/activities/index.ts';
import { SYSTEM } from '../../src/domain/securityEvents.ts';
import { createBottleCrmInbound } from '../../src/integrations/crm/bottlecrm/inbound.ts';
import { createCrmClients, createCrmSources, writableCrms } from '../../src/integrations/crm/connections.ts';
import { createReaders } from '../../src/integrations/crm/readers.ts';
import { createToken } from '../../src/store/access/tokens.ts';
import { runRelay } from '../../src/temporal/relay.ts';
import type { PollCrmWorkflow } from '../../src/workflows/crmWorkflows.ts';
import { log, type Pipeline, startPipeline } from '../support/pipeline.ts';
import { startPipelineApi } from '../support/pipelineApi.ts';

export interface Credential {
  url: string;
  token: string;
}

export interface Signoff {
  pipeline: Pipeline;
  /** Ends the worker and starts another with this credential, as an operator does who changes it. */
  restartWorker(credential: Credential): Promise<void>;
  /** As ana, over HTTP. Answers the body; what a test looks at in it is the test's own claim. */
  // biome-ignore lint/suspicious/noExplicitAny: see above
  call(method: 'GET' | 'POST', path: string, body?: object, headers?: Record<string, string>): Promise<any>;
  /** Asks BottleCRM for its owners and for what has changed, as every five minutes. */
  poll(): Promise<void>;
  stop(): Promise<void>;
}

/** Of a BottleCRM's webhooks, which are sent to `port`. */
export interface Webhooks {
  port: number;
  secret: string;
}

export async function startSignoff({ port, secret }: Webhooks, credential: Credential): Promise<Signoff> {
  const pipeline = await startPipeline();
  const means = { smtpRelay: true, slack: true, crms: writableCrms({ bottlecrm: credential }) };
  const crms = [createBottleCrmInbound(secret)];
  const api = await startPipelineApi(pipeline, { means, webhooks: { crms, workspaceId: 'acme' } });
  const origin = await api.app.listen({ host: '127.0.0.1', port });
  const authorization = `Bearer ${await createToken(pipeline.db, 'ana', 'test', SYSTEM)}`;

  const work = async (bottlecrm: Credential) => {
    const settings = { bottlecrm };
    const connections: Partial<ActivityDeps> = {
      crms: createCrmClients(settings),
      sources: createCrmSources(settings),
      readers: createReaders(settings),
      means,
    };
    await pipeline.startWorker(connections);
  };
  await work(credential);
  const stopping = new AbortController();
  const { client, db, taskQueue, register } = pipeline;
  const relay = runRelay({ client, db, taskQueue, log, means, register, everyMs: 100 }, stopping.signal);

  return {
    pipeline,
    async restartWorker(changed) {
      await pipeline.stopWorkers();
      await work(changed);
    },
    async call(method, path, body, headers = {}) {
      const response = await fetch(`${origin}/api/${path}`, {
        method,
        headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(60_000),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return JSON.parse(text);
    },
    async poll() {
      const options = { taskQueue, workflowId: 'crm-poll-bottlecrm' };
      const args: Parameters<typeof PollCrmWorkflow> = ['bottlecrm'];
      await client.workflow.execute<typeof PollCrmWorkflow>('PollCrmWorkflow', { ...options, args });
    },
    async stop() {
      stopping.abort();
      await Promise.race([relay, delay(10_000, undefined, { ref: false })]);
      await api.close();
      await pipeline.stop();
    },
  };
}
