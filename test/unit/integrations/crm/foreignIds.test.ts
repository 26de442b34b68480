import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CONNECTED_CRMS } from '../../../../src/domain/crmNames.ts';
import { DeliveryError } from '../../../../src/domain/delivery.ts';
import { createBottleCrmApi } from '../../../../src/integrations/crm/bottlecrm/api.ts';
import { readDealContacts } from '../../../../src/integrations/crm/bottlecrm/records.ts';
import { createCrmClients } from '../../../../src/integrations/crm/connections.ts';
import type { CrmTask, CrmTouch } from '../../../../src/integrations/crm/crm.ts';
import { pathOf } from '../../../../src/integrations/crm/path.ts';

const HOSTILE = [
  '../../admin/users/1',
  '..',
  '.',
  '%2e%2e',
  '%2e%2e%2fadmin',
  '1?x=',
  '1#',
  '1/..',
  'ünïcode',
  '１２',
  ' 1',
  '',
];

const task = (dealId: string): CrmTask => ({
  workspaceId: 'w',
  userId: 'u',
  ownerId: '1',
  subject: 'Call',
  dealId,
  dueAt: '2026-11-24T22:00:00Z',
  priority: 'normal',
});
const touch = (dealId: string, touchType: CrmTouch['touchType']): CrmTouch => ({
  workspaceId: 'w',
  userId: 'u',
  ownerId: '1',
  subject: 'Met',
  dealId,
  occurredAt: '2026-11-24T22:00:00Z',
  touchType,
});

describe('An id from outside', () => {
  const urls: string[] = [];
  const trueFetch = globalThis.fetch;
  beforeEach(() => {
    urls.length = 0;
    globalThis.fetch = async (input) => {
      urls.push(String(input));
      return new Response('{}', { status: 404 });
    };
  });
  afterEach(() => {
    globalThis.fetch = trueFetch;
  });

  const clients = createCrmClients({
    // Nothing listens there: what asked it would fail as not reached, and not as a foreign id.
    hubspot: { accessToken: 'x', baseUrl: 'http://127.0.0.1:9' },
    bottlecrm: { url: 'http://127.0.0.1:9', token: 'x', webUrl: 'http://127.0.0.1:9' },
  });

  for (const crm of CONNECTED_CRMS) {
    it(`that is none of ${crm}'s passes no fence and makes no request, neither to write nor to ask`, async () => {
      const client = clients.get(crm);
      assert.ok(client);
      for (const id of HOSTILE) {
        const effects = [
          client.createTask(task(id)),
          client.logTouch(touch(id, 'note')),
          client.logTouch(touch(id, 'call')),
        ];
        for (const effect of effects) {
          const attempt = {
            key: 'k',
            signal: AbortSignal.timeout(5_000),
            fence: () => assert.fail(`passed with ${id}`),
          };
          for (const work of [effect.perform(attempt), effect.ask?.(attempt)]) {
            await assert.rejects(Promise.resolve(work), (error) => {
              assert.ok(error instanceof DeliveryError);
              assert.equal(error.kind, 'permanent');
              return /is not an id of/.test(error.message);
            });
          }
        }
      }
      assert.deepEqual(urls, []);
    });
  }

  it('stays one segment of its list in a URL, whatever it is, or is refused', async () => {
    const api = createBottleCrmApi({ url: 'https://crm.example.com', token: 'x' });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' })), async (id) => {
        urls.length = 0;
        await assert.rejects(readDealContacts(api, id), DeliveryError);
        for (const url of urls) assert.match(url, /^https:\/\/crm\.example\.com\/api\/opportunities\/[^/?#]+\/$/);
        for (const url of urls) assert.equal(new URL(url).pathname.split('/').length, 5);
      }),
    );
    assert.throws(() => pathOf('opportunities', '..'), DeliveryError);
    assert.equal(pathOf('a', '%2e%2e', 'b?x=#'), 'a/%252e%252e/b%3Fx%3D%23');
  });
});
