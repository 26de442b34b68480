import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { applyChanges } from '../../../src/activities/crmIn/applyChanges.ts';
import type { CrmChange } from '../../../src/domain/crm.ts';
import { DEFAULT_DETECTION } from '../../../src/domain/detectionSettings.ts';
import { accept } from '../../../src/store/crm/inbox.ts';
import type { Tx } from '../../../src/store/database/db.ts';
import { acmeDeal, contact, deal, engagement } from '../../support/crmChanges.ts';
import { type Person, startApi, type TestApi } from './support.ts';

interface Entry {
  key: string;
  source: string;
  inWords: string;
  cameTo: string | null;
  outcome: string | null;
  actionId: string | null;
  workflowUrl: string | null;
}

describe('API: why nothing happened', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi({ temporalUi: { url: 'http://temporal.test', namespace: 'default' } });
  });
  after(() => api.stop());

  const apply = (tx: Tx, changes: CrmChange[], settings = DEFAULT_DETECTION) =>
    applyChanges({ tx, scope: { workspaceId: 'acme', crm: 'hubspot' }, settings }, 'test', changes);
  const seen = (...changes: CrmChange[]) => api.db.transaction().execute((tx) => apply(tx, changes));
  const read = (who: Person, path: string) => api.call(who, 'GET', `/api/timeline/${path}`);
  async function entries(who: Person, path: string): Promise<Entry[]> {
    const { status, body } = await read(who, path);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items;
  }
  const told = (all: Entry[]) => all.map(({ source, inWords, cameTo }) => [source, cameTo ?? inWords]);
  const owned = (ownerEmail: string) => ({ ...acmeDeal, ownerEmail, companyId: null, contactIds: [] });

  it('tells of a deal what was seen, why it made nothing and by how much, what it made, and what was done', async () => {
    await seen(deal('d1', 1, owned('ana@signoff.test')));
    await seen(deal('d1', 2, { amountMinor: 9_700_000 }));
    await seen(deal('d1', 3, { amountMinor: 7_500_000 }));
    await seen(deal('d1', 4, { amountMinor: 5_000_000 }));
    await seen(deal('d1', 2, { amountMinor: 1 }));
    const [{ id } = { id: '' }] = await api.db
      .selectFrom('pending_autonomous_actions')
      .select('id')
      .where('deal_id', '=', 'd1')
      .execute();
    await sql`insert into action_messages (workspace_id, action_id, user_id, kind, channel, state, sent_at)
      values ('acme', ${id}, 'ana', 'reminder', 'slack', 'sent', now())`.execute(api.db);
    await api.call('mia', 'PATCH', `/api/autonomous-actions/${id}`, { body: { params: { subject: 'Hello' } } });
    await api.call('ana', 'POST', `/api/autonomous-actions/${id}/cancel`, { body: { reason: 'bad timing' } });

    const all = await entries('ana', 'deal/hubspot/d1');
    assert.deepEqual(told(all), [
      ['trail', 'Cancelled by Ana through the API: bad timing'],
      ['trail', 'Edited by Mia through the API: subject'],
      ['message', 'Ana was reminded in Slack'],
      ['trigger', 'No action: it came too late, as something newer was known already (amountMinor).'],
      ['trigger', 'It is a duplicate: it joined the action that waited already.'],
      ['trigger', 'It made an action.'],
      ['trigger', 'No action: it takes 5 %, this was 3 % (2 % short).'],
    ]);
    assert.match(all.at(-1)?.inWords ?? '', /Renewal.*3\s?%.*\$100,000.*\$97,000/);
    const linked = all.filter(({ actionId }) => actionId !== null);
    assert.deepEqual(new Set(linked.map(({ actionId }) => actionId)), new Set([id]));
    assert.equal(linked.length, 5);
    assert.ok(linked.every(({ workflowUrl }) => workflowUrl?.startsWith('http://temporal.test/')));
  });

  it('says of each that came to nothing why', async () => {
    const why = async (path: string) => (await entries('adam', path)).map(({ cameTo }) => cameTo);
    await seen(deal('closed', 1, owned('ana@signoff.test')));
    await seen(deal('closed', 2, { stage: 'closed_won', amountMinor: 1 }));
    assert.deepEqual(await why('deal/hubspot/closed'), ['No action: the deal is closed (closed_won).']);
    await seen(deal('nobodys', 1, owned('jo@elsewhere.test')));
    await seen(deal('nobodys', 2, { amountMinor: 1 }));
    assert.deepEqual(await why('deal/hubspot/nobodys'), [
      'No action: its owner in HubSpot, jo@elsewhere.test, is nobody here.',
    ]);
    await seen(deal('bulk', 1, owned('ana@signoff.test')));
    await seen(deal('bulk', 2, { amountMinor: 1 }, { bulk: true }));
    assert.deepEqual(await why('deal/hubspot/bulk'), [
      'No action: it came with an import or a merge, which tells nothing new.',
    ]);
    const off = JSON.stringify({ triggerActions: { deal_value_decrease: 'off' } });
    await sql`update users set settings = ${off} where id = 'ben'`.execute(api.db);
    await seen(deal('off', 1, owned('ben@signoff.test')));
    await seen(deal('off', 2, { amountMinor: 1 }));
    assert.deepEqual(await why('deal/hubspot/off'), ['No action: Ben has switched this trigger off.']);
    await api.db.transaction().execute(async (tx) => {
      const context = { tx, scope: { workspaceId: 'acme', crm: 'hubspot' }, settings: DEFAULT_DETECTION };
      const full = { ...context, maxOpenActionsPerUser: 1 };
      await applyChanges(full, 'test', [deal('full', 1, owned('max@signoff.test'))]);
      await applyChanges(full, 'test', [deal('full', 2, { amountMinor: 1, stage: 'discovery' })]);
    });
    assert.deepEqual(await why('deal/hubspot/full'), [
      'No action: 1 action waited already, and no more are added.',
      'It made an action.',
    ]);
  });

  it('tells of a contact and of a company, and what the CRM sent that could not be applied', async () => {
    const sarah = { name: 'Sarah', email: 'sarah@c9.test', companyId: 'c9', ownerEmail: 'ana@signoff.test' };
    await seen(contact('sarah9', 0, { ...sarah, fitScore: 60 }));
    await seen(contact('sarah9', 1, { fitScore: 70 }));
    await seen(engagement('o1', 2, { kind: 'email_opened', contactId: 'sarah9' }));
    await seen(engagement('o2', 2, { kind: 'email_opened', contactId: 'sarah9' }));
    const short = 'No action: it takes 80 points, this was 70 points (10 points short).';
    const opens = 'No action: it takes 3 opens within 24 hours, this was 2 opens (1 open short).';
    const event = { workspaceId: 'acme', crm: 'hubspot', eventKey: 'x', recordKey: 'contact:sarah9', event: {} };
    await accept(api.db, [{ ...event, occurredAt: new Date().toISOString() }]);
    await sql`update crm_inbox set error = 'HubSpot is away' where event_key = 'x'`.execute(api.db);
    assert.deepEqual(
      (await entries('ana', 'contact/hubspot/sarah9')).map(({ cameTo }) => cameTo),
      ['Not seen yet: HubSpot is away', opens, short],
    );
    assert.deepEqual(
      (await entries('mia', 'company/hubspot/c9')).map(({ cameTo }) => cameTo),
      [opens, short],
    );
  });

  it('shows nothing of others’, and what was nobody’s to whoever owns the record in the CRM now', async () => {
    await seen(deal('4242', 1, owned('jo@elsewhere.test')));
    await seen(deal('4242', 2, { amountMinor: 5_000_000 }));
    const seenBy = async (who: Person) => {
      const { status, body } = await read(who, 'deal/hubspot/4242');
      return status === 200 ? body.items.length : status;
    };
    const people = ['ana', 'ben', 'mia', 'max', 'adam', 'olga'] as const;
    const all = async () => Promise.all(people.map(seenBy));
    assert.deepEqual(await all(), [404, 404, 404, 404, 1, 404]);
    await seen(deal('4242', 3, { ownerEmail: 'ben@signoff.test' }));
    assert.deepEqual(await all(), [404, 1, 404, 1, 1, 404]);
    // Whoever posts a trigger may name any record: that shows him his own and nothing else.
    const named = { crm: 'hubspot', deal: { id: '4242', name: 'Mine?' } };
    const { status, body } = await api.call('ana', 'POST', '/api/triggers', {
      body: { triggerType: 'activity_slump', actionType: 'notify_rep', ...named },
    });
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual(await all(), [1, 1, 1, 1, 2, 404]);
    assert.equal((await read('crm', 'deal/hubspot/4242')).status, 403);
    assert.equal((await read('adam', 'deal/hubspot/none')).status, 404);
    assert.equal((await read('adam', 'deal/bottlecrm/4242')).status, 404, 'another CRM’s of that id is another');
  });

  it('tells whoever posts a trigger about a record that is not his nothing of it: neither its name nor its address', async () => {
    const url = 'https://crm.test/deals/4343';
    const inMirror = { ...owned('ben@signoff.test'), companyId: '8043', contactIds: ['9043'], url };
    await seen(deal('4343', 1, { ...inMirror, name: 'Secret merger' }), {
      ...contact('9043', 1, {
        name: 'Secret person',
        email: 'p@c43.test',
        companyId: '8043',
        ownerEmail: 'ben@signoff.test',
      }),
    });
    await sql`insert into crm_companies (workspace_id, crm, id, properties, times)
      values ('acme', 'hubspot', '8043', '{"name": "Secret company"}', '{}')`.execute(api.db);
    const said = { crm: 'hubspot', dealId: '4343', companyId: '8043', contact: { id: '9043', email: 'p@x.test' } };
    for (const more of [{}, { deal: { id: '4343', name: 'Mine?' }, dealId: undefined }]) {
      const { status, body } = await api.call('ana', 'POST', '/api/triggers', {
        body: { triggerType: 'deal_value_decrease', actionType: 'notify_rep', ...said, ...more },
      });
      assert.ok(status === 201 || status === 200, JSON.stringify(body));
    }
    for (const path of ['deal/hubspot/4343', 'company/hubspot/8043', 'contact/hubspot/9043']) {
      const { status, body } = await read('ana', path);
      assert.deepEqual([status, body.url, body.items.length], [200, null, 2], path);
      assert.doesNotMatch(JSON.stringify(body), /Secret|crm\.test/, path);
    }
    assert.equal((await read('ana', 'deal/hubspot/4343')).body.name, 'Mine?', 'what he said himself');
    for (const who of ['ben', 'max', 'adam'] as const) {
      const { body } = await read(who, 'deal/hubspot/4343');
      assert.deepEqual([body.name, body.url], ['Secret merger', url], who);
    }
    await seen(deal('4343', 2, { ownerEmail: 'ana@signoff.test' }));
    const { body: hers } = await read('ana', 'deal/hubspot/4343');
    assert.deepEqual([hers.name, hers.url], ['Secret merger', url], 'it is hers now');
  });

  it('is read in pages, in which nothing is twice and nothing is missing', async () => {
    await seen(deal('paged', 1, owned('ana@signoff.test')));
    for (let day = 2; day < 9; day += 1) {
      const amountMinor = 10_000_000 - day * 1_000;
      await seen(deal('paged', day, { amountMinor, stage: day % 2 === 0 ? 'demo' : 'discovery' }));
    }
    const whole = (await entries('ana', 'deal/hubspot/paged')).map(({ key }) => key);
    const paged: string[] = [];
    let cursor = '';
    do {
      const { body } = await read('ana', `deal/hubspot/paged?limit=3${cursor}`);
      paged.push(...body.items.map(({ key }: Entry) => key));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    assert.ok(whole.length > 9);
    assert.deepEqual(paged, whole);
    assert.equal((await read('ana', 'deal/hubspot/paged?cursor=bm9uZQ')).status, 422);
  });

  it('is written with the judging: where that is undone nothing has been seen', async () => {
    await seen(deal('undone', 1, owned('ana@signoff.test')));
    const undo = api.db.transaction().execute(async (tx) => {
      await apply(tx, [deal('undone', 2, { amountMinor: 9_900_000 })]);
      throw new Error('a fault of ours');
    });
    await assert.rejects(undo, /a fault of ours/);
    assert.deepEqual(await entries('ana', 'deal/hubspot/undone'), []);
  });
});
