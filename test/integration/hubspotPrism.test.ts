/**
 * Our calls of HubSpot against Prism, which somebody else wrote: it refuses what the document of the calls
 * (test/prism/hubspot.openapi.json) does not allow, in path, query and body.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, type Running, untilReady } from '../../local/launch.ts';
import { freePort } from '../../local/ports.ts';
import { endProcess } from '../../local/processes.ts';
import { DeliveryError } from '../../src/domain/delivery.ts';
import type { CrmTouch } from '../../src/integrations/crm/crm.ts';
import { createHubspotClient } from '../../src/integrations/crm/hubspot/client.ts';
import { createHubspotSource } from '../../src/integrations/crm/hubspot/source.ts';
import { testAttempt } from '../support/deliveryAttempt.ts';
import { HUBSPOT_TASK } from '../support/hubspotTask.ts';
import { directory, running } from '../support/running.ts';

const PRISM = fileURLToPath(new URL('../prism/', import.meta.url));
const KEY = 'act-prism';

describe('our calls of HubSpot, as Prism sees them', () => {
  let prism: Running;
  let settings: { accessToken: string; baseUrl: string; timeoutMs: number };
  const { signal } = new AbortController();

  before(async () => {
    const port = await freePort();
    const baseUrl = `http://127.0.0.1:${port}`;
    settings = { accessToken: 'pat-test', baseUrl, timeoutMs: 10_000 };
    const cli = createRequire(join(PRISM, 'package.json')).resolve('@stoplight/prism-cli');
    prism = await launch({
      name: 'prism',
      command: process.execPath,
      args: [
        cli,
        'mock',
        '--errors',
        '--host',
        '127.0.0.1',
        '--port',
        String(port),
        join(PRISM, 'hubspot.openapi.json'),
      ],
      env: process.env,
      cwd: directory(),
      logFile: join(directory(), 'prism.log'),
    });
    running.push(prism);
    await untilReady(prism, async () => void (await fetch(baseUrl)), 30_000);
  });
  after(() => endProcess(prism, { politely: 'SIGTERM', graceMs: 5_000 }));

  const client = () => createHubspotClient(settings);
  const source = () => createHubspotSource(settings);

  it('takes a task, and finds it again by its mark', async () => {
    const effect = client().createTask(HUBSPOT_TASK);
    assert.deepEqual(await effect.perform(testAttempt(KEY)), { crm: 'hubspot', taskId: '512' });
    assert.deepEqual(await effect.ask?.(testAttempt(KEY)), { crm: 'hubspot', taskId: '512' });
    assert.equal(await effect.ask?.(testAttempt('act-another')), null);
  });

  for (const touchType of ['note', 'meeting', 'call', 'email', 'form'] as const) {
    it(`takes a touch of the kind ${touchType}, and is asked for it`, async () => {
      const touch: CrmTouch = { ...HUBSPOT_TASK, touchType, occurredAt: '2026-11-20T10:00:00Z' };
      const effect = client().logTouch(touch);
      assert.deepEqual(await effect.perform(testAttempt(KEY)), { crm: 'hubspot', touchId: '512' });
      await effect.ask?.(testAttempt(KEY));
    });
  }

  it('lists owners', async () => {
    const [owner] = await source().listOwners(signal);
    assert.deepEqual(owner, { id: '501', email: 'ana@signoff.test', name: 'Ana Ruiz', active: true });
  });

  it('lists pipelines', async () => {
    const [pipeline] = await source().listPipelines(signal);
    assert.deepEqual(pipeline, { id: '77', stages: [{ id: '1001', label: 'Contract sent', kind: 'open' }] });
  });

  for (const kind of ['deal', 'contact', 'company'] as const) {
    it(`lists and searches records of the kind ${kind}`, async () => {
      for (const since of [null, '2026-11-20T10:00:00Z']) {
        const { events } = await source().listChanged(kind, { since, cursor: null, bulk: false }, signal);
        assert.equal(events[0]?.recordKey, `${kind}:512`);
      }
    });
  }

  it('grants every read that the check tries', async () => {
    const lines = await source().check(signal);
    assert.deepEqual(
      lines.filter(({ ok }) => !ok),
      [],
    );
  });

  it('refuses what it should: a due date that is none, and an owner that is no number', async () => {
    for (const wrong of [{ dueAt: 'tomorrow' }, { ownerId: 'ana' }]) {
      const refused = client()
        .createTask({ ...HUBSPOT_TASK, ...wrong })
        .perform(testAttempt(KEY));
      await assert.rejects(
        refused,
        (error) => error instanceof DeliveryError && error.kind === 'permanent' && /HTTP 4\d\d/.test(error.message),
      );
    }
  });
});
