/** Ten thousand events at once: how fast the worker applies what the API has accepted. One JSON line. */
import { webhookReader } from '../src/integrations/crm/webhook/index.ts';
import { accept, backlog } from '../src/store/crm/inbox.ts';
import { startDrain } from '../src/temporal/crmWorkflows.ts';
import { startPipeline } from '../test/support/pipeline.ts';
import { stopServers } from '../test/support/running.ts';

const EVENTS = 10_000;
const DEALS = 3_000;

function event(i: number) {
  const id = `deal-${i % DEALS}`;
  const at = new Date(Date.UTC(2026, 9, 1) + i * 1_000).toISOString();
  const record = {
    ...{ id, name: id, companyId: `company-${i % 30}`, ownerEmail: 'ana@signoff.test', stage: 'proposal' },
    ...{ amount: 10_000 + (i % 7), currency: 'USD', closeDate: '2026-12-31', competitors: [], contactIds: [] },
    ...{ updatedAt: at },
  };
  const kept = { type: 'crm.deal.updated', at, bulk: false, data: { record } };
  return {
    workspaceId: 'acme',
    crm: 'webhook',
    eventKey: `e${i}`,
    recordKey: `deal:${id}`,
    occurredAt: at,
    event: kept,
  };
}

const pipeline = await startPipeline();
try {
  await pipeline.startWorker({ readers: new Map([[webhookReader.name, webhookReader]]) });
  const all = Array.from({ length: EVENTS }, (_, i) => event(i));
  for (let i = 0; i < EVENTS; i += 500) await accept(pipeline.db, all.slice(i, i + 500));
  const startedMs = performance.now();
  await startDrain(pipeline.client, pipeline.taskQueue);
  await pipeline.client.workflow.getHandle('crm-inbox').result();
  const seconds = (performance.now() - startedMs) / 1_000;
  const { waiting, failed } = await backlog(pipeline.db);
  const figures = { events: EVENTS, records: DEALS, waiting, failed, eventsPerSecond: Math.round(EVENTS / seconds) };
  console.log(JSON.stringify({ bench: 'drain', ...figures }));
} finally {
  await pipeline.stop();
  await stopServers();
}
