import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startHubspotFake } from '../../local/hubspotFake.ts';
import { freePort } from '../../local/ports.ts';
import { SYSTEM } from '../../src/domain/securityEvents.ts';
import { createBottleCrmClient } from '../../src/integrations/crm/bottlecrm/client.ts';
import { createBuiltInCrm } from '../../src/integrations/crm/builtIn.ts';
import type { CrmTask, CrmTouch } from '../../src/integrations/crm/crm.ts';
import { createHubspotClient } from '../../src/integrations/crm/hubspot/client.ts';
import { insertTask, insertTouch } from '../../src/store/crm/builtInCrm.ts';
import { openDb } from '../../src/store/database/db.ts';
import { insertUser, insertWorkspace } from '../../src/store/people/people.ts';
import { bottleCrmStandIn, uuid } from '../support/bottleCrmStandIn.ts';
import { type CrmUnderTest, crmContract, type Fault } from '../support/crmContract.ts';
import { directory } from '../support/running.ts';
import { createTestDatabase } from '../support/servers.ts';

type About = Pick<CrmTask, 'ownerId' | 'dealId' | 'contactId' | 'companyId'>;

function recordsAbout(about: About): { task: CrmTask; touch: CrmTouch } {
  const shared = { workspaceId: 'acme', userId: 'ana', subject: 'Call Dana', body: 'Ask about the\nbudget', ...about };
  return {
    task: { ...shared, dueAt: '2026-12-01T10:00:00Z', priority: 'high' },
    touch: { ...shared, touchType: 'meeting', occurredAt: '2026-11-20T10:00:00Z' },
  };
}

/** Where nobody listens. */
const nowhere = async () => `http://127.0.0.1:${await freePort()}`;

async function builtIn(): Promise<CrmUnderTest> {
  const database = await createTestDatabase();
  const db = openDb({ databaseUrl: database.url, maxConnections: 2, applicationName: 'test', onError: () => {} });
  await insertWorkspace(db, { id: 'acme', name: 'Acme' }, SYSTEM);
  const ana = { id: 'ana', workspaceId: 'acme', displayName: 'Ana', email: 'ana@signoff.test' } as const;
  await insertUser(db, { ...ana, role: 'rep' }, SYSTEM);
  const rows = async (table: 'crm_tasks' | 'crm_touches') => (await db.selectFrom(table).select('id').execute()).length;
  return {
    client: createBuiltInCrm({
      insertTask: (key, task) => insertTask(db, key, task),
      insertTouch: (key, touch) => insertTouch(db, key, touch),
    }),
    ...recordsAbout({ dealId: 'deal-1', contactId: 'contact-1', companyId: 'company-1' }),
    count: async () => (await rows('crm_tasks')) + (await rows('crm_touches')),
    async stop() {
      await db.destroy();
      await database.drop();
    },
  };
}

async function hubspot(): Promise<CrmUnderTest> {
  const token = 'pat-test';
  const dir = await mkdtemp(join(directory(), 'hubspot-'));
  const fake = await startHubspotFake({ port: 0, dir, token });
  const objects = [
    { kind: 'owners', id: '501', properties: { email: 'ana@signoff.test' } },
    { kind: 'companies', id: '8001', properties: { name: 'Cobalt' } },
    { kind: 'contacts', id: '8101', properties: { firstname: 'Dana' } },
    { kind: 'deals', id: '8201', properties: { dealname: 'Renewal' } },
  ];
  await fetch(`${fake.baseUrl}/objects`, { method: 'PUT', body: JSON.stringify(objects) });
  const client = (baseUrl: string) => createHubspotClient({ accessToken: token, baseUrl, timeoutMs: 10_000 });
  const kept = async (kind: string) => {
    // The fake is ours: it answers a list or the test fails.
    const all = (await (await fetch(`${fake.baseUrl}/objects/${kind}`)).json()) as unknown[];
    return all.length;
  };
  const orders: Record<Fault, object> = {
    lost: { kind: 'lost' },
    unauthorised: { kind: 'unauthorized' },
    limited: { kind: 'rate_limited', retryAfterSeconds: 7 },
    broken: { kind: 'http_500' },
  };
  return {
    client: client(fake.baseUrl),
    ...recordsAbout({ ownerId: '501', dealId: '8201', contactId: '8101', companyId: '8001' }),
    count: async () => (await kept('tasks')) + (await kept('meetings')),
    remote: {
      async fail(fault) {
        const order = JSON.stringify({ ...orders[fault], path: '/crm/v3/objects/' });
        await fetch(`${fake.baseUrl}/faults`, { method: 'POST', body: order });
      },
      unreachable: client(await nowhere()),
    },
    stop: () => fake.close(),
  };
}

async function bottleCrm(): Promise<CrmUnderTest> {
  const { state, handle } = bottleCrmStandIn();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // It listens on a port.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = (at: string) => createBottleCrmClient({ url: at, token: 'bcrm_pat_x', timeoutMs: 5_000 });
  const answers: Record<Fault, Parameters<typeof state.next.set>[1]> = {
    lost: 'lost',
    unauthorised: { status: 401 },
    limited: { status: 429, headers: { 'retry-after': '7' } },
    broken: { status: 500 },
  };
  return {
    client: client(url),
    ...recordsAbout({ ownerId: uuid(5), dealId: uuid(1), contactId: uuid(2), companyId: uuid(3) }),
    count: async () => state.tasks.length + state.interactions.length + state.comments.length,
    remote: {
      fail: async (fault) => void state.next.set('POST', answers[fault]),
      unreachable: client(await nowhere()),
    },
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

crmContract('built-in', builtIn);
crmContract('HubSpot', hubspot);
crmContract('BottleCRM', bottleCrm);
