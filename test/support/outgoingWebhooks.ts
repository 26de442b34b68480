/** What tests of outgoing webhooks stand on: a pipeline, a receiver, and what delivers from one to the other. */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import type { WebhookDeps } from '../../src/activities/deliverWebhook.ts';
import { SYSTEM } from '../../src/domain/securityEvents.ts';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../../src/domain/webhooks.ts';
import { sealingKeyOf } from '../../src/store/people/encryption.ts';
import { publishSealingKey } from '../../src/store/people/sealingKey.ts';
import { listDeliveries, type ShownDelivery, sendTest } from '../../src/store/webhooks/deliveries.ts';
import { addEndpoint } from '../../src/store/webhooks/endpoints.ts';
import { runRelay } from '../../src/temporal/relay.ts';
import { eventually } from './eventually.ts';
import { log, type Pipeline, startPipeline } from './pipeline.ts';
import { type Received, startWebhookReceiver, type WebhookReceiver } from './webhookReceiver.ts';
import { startWebhookWorker } from './webhookWorker.ts';

export interface OutgoingWebhooks {
  readonly pipeline: Pipeline;
  readonly receiver: WebhookReceiver;
  /** What the endpoints' secrets are sealed for. */
  readonly secretKey: string;
  /** Starts what delivers: the relay and the worker of attempts, until the test ends. */
  deliver(overrides?: Partial<WebhookDeps>): Promise<void>;
  /** Stops it before the test ends, as a worker that is told to stop does. */
  stop(): Promise<void>;
  /** An endpoint of acme's at a path of its own; of all events unless said otherwise. */
  add(options?: { eventTypes?: WebhookEvent[]; host?: string }): Promise<{ id: string; path: string; secret: string }>;
  sendTestTo(endpointId: string): Promise<string>;
  /** A test that has been attempted once: the next attempt's failure has another follow in five minutes. To be called before `deliver`. */
  sendTriedTo(endpointId: string): Promise<string>;
  /** The newest first. */
  deliveriesOf(endpointId: string): Promise<ShownDelivery[]>;
  /** Until the newest delivery to an endpoint is in a state. */
  untilState(endpointId: string, state: string): Promise<ShownDelivery>;
  untilAttempts(deliveryId: string, attempts: number): Promise<void>;
  untilReceived(path: string, count: number): Promise<Received[]>;
}

/** For a describe: starts it all, and takes away each test's endpoints and what delivers. */
export function useOutgoingWebhooks(): OutgoingWebhooks {
  const secretKey = randomBytes(32).toString('base64');
  let pipeline: Pipeline;
  let receiver: WebhookReceiver;
  let stopping: AbortController;
  let running: Promise<unknown>[];

  before(async () => {
    [pipeline, receiver] = await Promise.all([startPipeline(), startWebhookReceiver()]);
    await publishSealingKey(pipeline.db, await sealingKeyOf(secretKey));
    await pipeline.startWorker();
  });
  after(async () => {
    await receiver.close();
    await pipeline.stop();
  });
  beforeEach(async () => {
    stopping = new AbortController();
    running = [];
    await pipeline.db.deleteFrom('webhook_endpoints').execute();
    await pipeline.db.deleteFrom('webhook_deliveries').execute();
  });
  const stop = async () => {
    stopping.abort();
    await Promise.all(running);
    stopping = new AbortController();
  };
  afterEach(stop);

  const out: OutgoingWebhooks = {
    get pipeline() {
      return pipeline;
    },
    get receiver() {
      return receiver;
    },
    secretKey,
    async deliver(overrides = {}) {
      const worker = await startWebhookWorker(pipeline, { secretKey, ...overrides });
      const { client, db, taskQueue, means, register } = pipeline;
      const deps = { client, db, taskQueue, means, register, publicUrl: 'http://signoff.test', log, everyMs: 50 };
      running.push(runRelay(deps, stopping.signal).then(() => worker.stop()));
    },
    stop,
    async add({ eventTypes = [...WEBHOOK_EVENTS], host } = {}) {
      const path = `/${randomUUID()}`;
      const endpoint = { url: receiver.url(path, host), eventTypes };
      return { path, ...(await addEndpoint(pipeline.db, 'acme', endpoint, SYSTEM)) };
    },
    sendTestTo: async (endpointId) => (await sendTest(pipeline.db, 'acme', endpointId)) ?? assert.fail(),
    async sendTriedTo(endpointId) {
      const id = await out.sendTestTo(endpointId);
      await pipeline.db.updateTable('webhook_deliveries').set({ attempts: 1 }).where('id', '=', id).execute();
      return id;
    },
    deliveriesOf: async (endpointId) =>
      (await listDeliveries(pipeline.db, 'acme', endpointId, { limit: 100 }))?.items ?? [],
    untilState: (endpointId, state) =>
      eventually(async () => {
        const [last] = await out.deliveriesOf(endpointId);
        assert.equal(last?.state, state, JSON.stringify(last));
        return last;
      }),
    untilAttempts: (deliveryId, attempts) =>
      eventually(async () => {
        const { db } = pipeline;
        const query = db.selectFrom('webhook_deliveries').select('attempts').where('id', '=', deliveryId);
        assert.equal((await query.executeTakeFirstOrThrow()).attempts, attempts);
      }),
    untilReceived: (path, count) =>
      eventually(() => {
        assert.equal(receiver.received(path).length, count);
        return receiver.received(path);
      }),
  };
  return out;
}
