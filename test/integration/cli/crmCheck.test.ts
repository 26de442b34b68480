import assert from 'node:assert/strict';
import { type CheckDeps, checkCrms } from '../../../src/checks/crms.ts';
import { inWords } from '../../../src/cli/admin/report.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { accept } from '../../../src/store/crm/inbox.ts';
import { type Db, openDb } from '../../../src/store/database/db.ts';
import { updateWorkspace } from '../../../src/store/people/administration.ts';
import { insertUser, insertWorkspace } from '../../../src/store/people/people.ts';
import { refused, type ScriptedSource, scriptedSource } from '../../support/scriptedSource.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers.ts';
import { run } from './run.ts';

describe('CLI: admin crm check', function () {
  this.timeout(60_000);
  this.slow(10_000);
  let database: TestDatabase;
  let db: Db;
  let hubspot: ScriptedSource;

  before(async () => {
    database = await createTestDatabase();
    db = openDb({ databaseUrl: database.url, maxConnections: 2, applicationName: 'test', onError: () => {} });
    await insertWorkspace(db, { id: 'acme', name: 'Acme' }, SYSTEM);
    const shared = { workspaceId: 'acme', role: 'rep' } as const;
    await insertUser(db, { ...shared, id: 'ana', displayName: 'Ana Ruiz', email: 'ana@acme.test' }, SYSTEM);
    await insertUser(db, { ...shared, id: 'ben', displayName: 'Ben', email: 'ben@acme.test' }, SYSTEM);
    await insertUser(
      db,
      { ...shared, id: 'sys', role: 'service', displayName: 'Feed', email: 'feed@acme.test' },
      SYSTEM,
    );
  });
  after(async () => {
    await db.destroy();
    await database.drop();
  });
  beforeEach(() => {
    hubspot = scriptedSource('hubspot');
    hubspot.owners = [{ id: '501', email: 'Ana@acme.test', name: 'Ana', active: true }];
  });

  const check = async (overrides: Partial<CheckDeps> = {}) =>
    inWords(
      await checkCrms({
        db,
        workspaceId: 'acme',
        sources: new Map([['hubspot', hubspot]]),
        publicUrl: 'https://signoff.example.com',
        hasWebhookSecret: { hubspot: true, bottlecrm: false },
        ...overrides,
      }),
    );
  const took = (eventKey: string) =>
    accept(db, [
      ...[{ workspaceId: 'acme', crm: 'hubspot', eventKey, recordKey: 'deal:1' }].map((row) => ({
        ...row,
        event: {},
        occurredAt: '2026-11-20T10:00:00Z',
      })),
    ]);

  it('tells of each rep which owner they are, or what to do', async () => {
    const told = await check();
    assert.match(told, /ok {5}owner of Ana Ruiz: 501 in HubSpot/);
    assert.match(
      told,
      /WRONG {2}owner of Ben: nobody active in HubSpot has the address ben@acme\.test\n +→ invite ben@/,
    );
    assert.match(told, /npm run --silent admin -- user set ben --crm-owner ID/);
    assert.doesNotMatch(told, /Feed/);
  });

  it('says what the CRM says of credential and scopes, and that without owners nothing can be given to anybody', async () => {
    hubspot.checked = [{ what: 'scopes', ok: false, detail: 'crm.objects.deals.read is missing', todo: 'add it' }];
    hubspot.failing = [{ what: 'owners', error: refused() }];
    const told = await check();
    assert.match(told, /WRONG {2}scopes: crm\.objects\.deals\.read is missing\n {9}→ add it/);
    assert.match(told, /WRONG {2}owners: HubSpot refuses the access token \(HTTP 401\)/);
  });

  it('tells whether webhooks can come, and when the last one came; polls and imports are none', async () => {
    assert.match(
      await check({ hasWebhookSecret: { hubspot: false, bottlecrm: false } }),
      /WRONG {2}webhooks: no secret .*poll.*\n +→ set HUBSPOT_CLIENT_SECRET/,
    );
    assert.match(
      await check({ publicUrl: 'http://localhost:3000' }),
      /WRONG {2}webhook address: .* is not an https address/,
    );
    await took('poll:deal:1:2026-11-20T10:00:00Z');
    assert.match(await check(), /WRONG {2}webhook events: none has come.*\n +→ change a deal in HubSpot/);
    await took('62515:1');
    const told = await check();
    assert.match(told, /ok {5}webhook address: https:\/\/signoff\.example\.com\/webhooks\/hubspot/);
    assert.match(told, /ok {5}webhook events: the last one came on \d{4}-\d\d-\d\d at \d\d:\d\d UTC/);
  });

  it('tells where the workspace writes to, and that this needs a credential', async () => {
    const none = new Map();
    assert.match(await check({ sources: none }), /ok {5}tasks and touches: go to the built-in CRM/);
    await updateWorkspace(db, 'acme', { crm: 'bottlecrm' }, SYSTEM);
    assert.match(
      await check({ sources: none }),
      /WRONG {2}tasks and touches: go to BottleCRM, which has no credential\n +→ .*set BOTTLECRM_URL and BOTTLECRM_TOKEN/,
    );
    const failed = await run('src/cli/admin.ts', ['crm', 'check'], { env: { DATABASE_URL: database.url } });
    assert.deepEqual([failed.code, failed.err], [1, 'not-right: tasks and touches\n'], failed.out);
    await updateWorkspace(db, 'acme', { crm: 'built-in' }, SYSTEM);
    const right = await run('src/cli/admin.ts', ['crm', 'check'], { env: { DATABASE_URL: database.url } });
    assert.deepEqual([right.code, right.err], [0, ''], right.out);
  });
});
