import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { WEBHOOK_EVENTS } from '../../../src/domain/webhooks.ts';
import { createHubspotInbound } from '../../../src/integrations/crm/hubspot/inbound.ts';
import { createWebhookInbound } from '../../../src/integrations/crm/webhook/index.ts';
import { createToken, listTokens, revokeToken } from '../../../src/store/access/tokens.ts';
import { addWebhookKey } from '../../../src/store/access/webhookKeys.ts';
import { deactivateUser } from '../../../src/store/people/deactivate.ts';
import { sealingKeyOf } from '../../../src/store/people/encryption.ts';
import { insertUser } from '../../../src/store/people/people.ts';
import { publishSealingKey } from '../../../src/store/people/sealingKey.ts';
import { sendTest } from '../../../src/store/webhooks/deliveries.ts';
import { addEndpoint } from '../../../src/store/webhooks/endpoints.ts';
import { COLUMNS, type Ids, LATER, MATRIX, type Method, type Row } from './accessMatrix.ts';
import { aTrigger, startApi, type TestApi } from './support.ts';

/** Without credentials: they are how one gets a session. */
const SIGNING_IN = [
  'GET /session',
  'POST /session',
  'DELETE /session',
  'POST /setup',
  'GET /session/oidc/{provider}',
  'GET /session/oidc/{provider}/callback',
  'POST /session/oidc/{provider}/link',
  'POST /session/oidc/{provider}/backchannel-logout',
];

/** Without tokens: whoever has the CRM's secret is the CRM, and nobody else is. */
const SIGNED = ['POST /webhooks/hubspot', 'POST /webhooks/crm'];

describe('API: who may do what', () => {
  let api: TestApi;
  let ids: Ids;

  before(async () => {
    const crms = [createHubspotInbound('secret'), createWebhookInbound([`whsec_${'A'.repeat(32)}`])];
    api = await startApi({ webhooks: { crms, workspaceId: 'acme' }, publicUrl: 'http://signoff.test' });
    const actionId = await api.makeAction('ana');
    await api.call('ana', 'POST', `/api/autonomous-actions/${actionId}/cancel`);
    const { body } = await api.call('ana', 'GET', '/api/alerts');
    const tokenId = await insertSpares(api);
    const { body: made } = await api.call('ana', 'POST', '/api/covers', { body: { ...LATER, coverId: 'ben' } });
    await publishSealingKey(api.db, await sealingKeyOf(randomBytes(32).toString('base64')));
    const { id: keyId } = await addWebhookKey(api.db, 'acme', 'test', SYSTEM);
    const target = { url: 'https://hooks.acme.test/', eventTypes: [...WEBHOOK_EVENTS] };
    const { id: endpointId } = await addEndpoint(api.db, 'acme', target, SYSTEM);
    const deliveryId = (await sendTest(api.db, 'acme', endpointId)) ?? '';
    ids = {
      endpointId,
      deliveryId,
      keyId,
      actionId,
      alertId: body.items[0].id,
      draftId: await insertDraft(api),
      tokenId,
      coverId: made.id,
    };
  });
  after(() => api.stop());

  function send({ route, url, body }: Row, headers: Record<string, string>) {
    // The part before the blank is a method: Row says so.
    const method = route.split(' ')[0] as Method;
    const isStream = route === 'GET /api/events';
    return api.call(null, method, url(ids), {
      headers: { ...headers, ...(isStream ? { 'last-event-id': 'none of ours' } : {}) },
      body: body?.(ids),
    });
  }

  it('has a row for every route, so that a new one cannot be forgotten', () => {
    const routes = Object.entries(api.app.swagger().paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(routes.sort(), [...SIGNING_IN, ...SIGNED, ...MATRIX.map(({ route }) => String(route))].sort());
  });

  for (const entry of MATRIX) {
    describe(entry.route, () => {
      for (const person of COLUMNS) {
        it(`answers ${person} with ${entry.expected[person]}`, async () => {
          const answer = await send(entry, { authorization: `Bearer ${api.tokens[person]}` });
          assert.equal(answer.status, entry.expected[person], JSON.stringify(answer.body));
          assert.equal(answer.headers['cache-control'], 'no-store');
        });
      }

      it('answers whoever has no valid token with 401', async () => {
        const revoked = await createToken(api.db, 'ana', 'revoked', SYSTEM);
        const tokens = await listTokens(api.db, 'ana');
        await revokeToken(api.db, tokens.at(-1)?.id ?? '', SYSTEM);
        const invalid: Record<string, string>[] = [
          {},
          { authorization: '' },
          { authorization: 'Bearer ' },
          { authorization: 'Bearer so_not-a-token-of-anybody-at-all' },
          { authorization: `Basic ${api.tokens.ana}` },
          { authorization: api.tokens.ana },
          { authorization: `Bearer ${api.tokens.ana}x` },
          { authorization: `Bearer ${revoked}` },
          { authorization: `Bearer ${await deactivatedToken(api)}` },
        ];
        for (const headers of invalid) {
          const answer = await send(entry, headers);
          assert.equal(answer.status, 401, JSON.stringify(headers));
          assert.equal(answer.body.code, 'unauthenticated');
          assert.equal(answer.headers['www-authenticate'], 'Bearer');
          assert.equal(answer.headers['cache-control'], 'no-store');
        }
      });
    });
  }

  for (const route of SIGNED) {
    it(`${route} takes no token instead of a signature, whosever it is`, async () => {
      for (const person of [...COLUMNS, null]) {
        const answer = await api.call(person, 'POST', route.replace('POST ', ''), { body: [] });
        assert.equal(answer.status, 401);
        assert.equal(answer.body.code, 'signature-invalid');
      }
    });
  }

  it('lists nobody’s actions, alerts, drafts or counts outside the scope, whatever is asked for', async () => {
    for (const person of ['ben', 'max', 'otto', 'olga'] as const) {
      for (const path of ['autonomous-actions', 'alerts', 'drafts']) {
        for (const query of path === 'drafts' ? [''] : ['', '?scope=team', '?scope=own']) {
          const { body } = await api.call(person, 'GET', `/api/${path}${query}`);
          const owners = body.items.map(({ userId }: { userId: string }) => userId);
          assert.ok(!owners.includes('ana'), `${person} ${path}${query}`);
        }
      }
      const counts = await api.call(person, 'GET', '/api/autonomous-actions/counts?userId=ana');
      assert.deepEqual(counts.body.byStatus, {});
      const named = await api.call(person, 'GET', '/api/autonomous-actions?userId=ana');
      assert.deepEqual(named.body.items, []);
    }
  });

  it('shows a manager his own actions unless he asks for the team’s', async () => {
    const own = await api.call('mia', 'GET', '/api/autonomous-actions');
    assert.deepEqual(own.body.items, []);
    const team = await api.call('mia', 'GET', '/api/autonomous-actions?scope=team');
    assert.ok(team.body.items.length > 0);
  });

  it('answers a foreign user’s id like one of nobody', async () => {
    const answers = await Promise.all(
      ['ben', 'otto', 'nobody'].map((userId) =>
        api.call('ana', 'POST', '/api/triggers', { body: { ...aTrigger('company-x'), userId } }),
      ),
    );
    const [first, ...others] = answers.map(({ status, body: { instance: _, ...body } }) => ({ status, body }));
    for (const other of others) assert.deepEqual(other, first);
  });

  it('takes triggers only for those who can decide on them', async () => {
    for (const userId of ['adam', 'crm', undefined]) {
      const { status, body } = await api.call('crm', 'POST', '/api/triggers', { body: { ...aTrigger('c'), userId } });
      assert.equal(status, 422);
      assert.equal(body.errors[0].pointer, '/userId');
    }
  });

  it('notes the use of a token', async () => {
    const token = (await listTokens(api.db, 'ana'))[0];
    assert.ok(token?.last_used_at instanceof Date);
  });
});

let leavers = 0;

async function deactivatedToken({ db }: TestApi): Promise<string> {
  leavers += 1;
  const id = `leaver-${leavers}`;
  const user = { id, workspaceId: 'acme', role: 'admin', displayName: id, email: `${id}@signoff.test` } as const;
  await insertUser(db, user, SYSTEM);
  const token = await createToken(db, id, 'test', SYSTEM);
  await deactivateUser(db, 'acme', id, SYSTEM);
  return token;
}

/** Somebody to be signed out and deactivated, whose token's id it answers, and somebody to be let in again. */
async function insertSpares({ db }: TestApi): Promise<string> {
  for (const id of ['spare', 'gone']) {
    const user = { id, workspaceId: 'acme', role: 'rep', displayName: id, email: `${id}@signoff.test` } as const;
    await insertUser(db, user, SYSTEM);
  }
  await deactivateUser(db, 'acme', 'gone', SYSTEM);
  await createToken(db, 'spare', 'to be revoked', SYSTEM);
  return (await listTokens(db, 'spare'))[0]?.id ?? '';
}

async function insertDraft({ db, makeAction }: TestApi): Promise<string> {
  const actionId = await makeAction('ana');
  await db
    .insertInto('email_drafts')
    .values({
      action_id: actionId,
      workspace_id: 'acme',
      user_id: 'ana',
      message_id: '<1@signoff.test>',
      subject: 'Hello',
      body: 'Hi',
      eml: Buffer.from('Subject: Hello\r\n\r\nHi'),
    })
    .execute();
  return actionId;
}
