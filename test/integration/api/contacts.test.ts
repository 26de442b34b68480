import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { KINDS } from '../../../src/store/privacy/held.ts';
import { claimFor, startApi, type TestApi } from './support.ts';

describe('API: what is kept about a contact', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  let contacts = 0;
  /** Somebody of whom nothing is kept yet; the name stands nowhere else. */
  function aContact() {
    contacts += 1;
    const name = `Canary Number${contacts}`;
    return { name, email: `canary-${contacts}@acme.test`, id: `contact-canary-${contacts}`, deal: `deal-${contacts}` };
  }
  type Contact = ReturnType<typeof aContact>;

  const makeAction = (who: 'ana' | 'otto', { name, email, id, deal }: Contact, more: object = {}) =>
    api.makeAction(who, { contact: { id, name, email }, deal: { id: deal, name: 'Renewal' }, ...more });
  const ask = (what: 'export' | 'erase', body: object) => api.call('adam', 'POST', `/api/contacts/${what}`, { body });

  /** The tables in which a text stands, wherever in a row. */
  async function tablesWith(text: string): Promise<string[]> {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(api.ownerDb);
    const found: string[] = [];
    for (const { name } of rows) {
      const { rows: hits } = await sql`select from ${sql.table(name)} as t where t::text ilike ${`%${text}%`}`.execute(
        api.ownerDb,
      );
      if (hits.length > 0) found.push(name);
    }
    return found;
  }

  it('is given as it stands, by address as by the CRM’s id, whatever the case of the letters', async () => {
    const contact = aContact();
    const id = await makeAction('ana', contact);
    await api.call('ana', 'POST', `/api/autonomous-actions/${id}/cancel`, {
      body: { reason: `${contact.name} is away` },
    });
    for (const body of [{ email: contact.email.toUpperCase() }, { crm: 'built-in', contactId: contact.id }]) {
      const { status, body: answer } = await ask('export', body);
      assert.equal(status, 200, JSON.stringify(answer));
      assert.deepEqual(
        answer.held.actions.map((row: { id: string }) => row.id),
        [id],
      );
      assert.deepEqual(
        [answer.held.alerts.length, answer.held.triggers.length, answer.held.trail.length],
        [1, 1, 2],
        JSON.stringify(body),
      );
      assert.ok(JSON.stringify(answer.held.trail).includes(contact.name));
      assert.ok(!JSON.stringify(answer).includes('credential'));
    }
  });

  it('is forgotten: what waits is cancelled, and in no table stands the name or the address any more', async () => {
    const contact = aContact();
    const [waiting, decided] = [await makeAction('ana', contact), await makeAction('ana', contact, { eventId: 'b' })];
    await api.call('ana', 'POST', `/api/autonomous-actions/${decided}/cancel`, {
      body: { reason: `${contact.name} asked for it` },
    });
    assert.deepEqual((await ask('erase', { email: contact.email })).body, { actions: 2 });
    assert.deepEqual(await tablesWith(contact.name), []);
    assert.deepEqual(await tablesWith(contact.email), []);
    const { body } = await api.call('ana', 'GET', `/api/autonomous-actions/${waiting}`);
    assert.deepEqual([body.status, body.cancelReason], ['cancelled', 'the contact asked to be forgotten']);
    const { held } = (await ask('export', { email: contact.email })).body;
    assert.ok(
      Object.values(held).every((rows) => Array.isArray(rows) && rows.length === 0),
      JSON.stringify(held),
    );
  });

  it('is looked for in every table that names an action, an alert or a contact, but for those that hold ids and times alone', async () => {
    const { rows } = await sql<{ name: string }>`
      select distinct c.table_name as name from information_schema.columns as c join information_schema.tables as t
        using (table_schema, table_name)
      where table_schema = 'public' and t.table_type = 'BASE TABLE'
        and c.column_name in ('action_id', 'alert_id', 'contact_id', 'record_key', 'recipient') order by 1`.execute(
      api.ownerDb,
    );
    const looked = new Set<string>(Object.values(KINDS).map(({ table }) => table));
    assert.deepEqual(
      rows.map(({ name }) => name).filter((name) => !looked.has(name)),
      // Of action_search the text is made of the action, and made anew with it.
      ['action_search', 'decision_links', 'tellings'],
    );
  });

  it('stays as it is while an action to the contact is being executed, and can be forgotten afterwards', async () => {
    const contact = aContact();
    const id = await makeAction('ana', contact, { actionType: 'log_touch' });
    await api.call('ana', 'POST', `/api/autonomous-actions/${id}/approve`, { body: {} });
    assert.equal((await claimFor(api, id)).kind, 'claimed');
    const refused = await ask('erase', { email: contact.email });
    assert.deepEqual([refused.status, refused.body.code], [409, 'already-executing']);
    assert.ok((await tablesWith(contact.email)).includes('pending_autonomous_actions'));
  });

  it('is not taken for somebody whom another CRM calls the same, nor the other way round', async () => {
    const [contact, namesake] = [aContact(), aContact()];
    const at = (crm: string, { name, email }: Contact) =>
      api.makeAction('ana', {
        crm,
        company: { id: '901', name: 'Acme' },
        deal: { id: email.replace(/\D/g, ''), name: 'Renewal' },
        contact: { id: '4711', name, email },
      });
    await at('built-in', contact);
    await at('hubspot', namesake);
    const hubspots = { crm: 'hubspot', contactId: '4711' };
    const { held } = (await ask('export', hubspots)).body;
    assert.deepEqual([held.actions.length, held.alerts.length, held.triggers.length], [1, 1, 1]);
    assert.ok(held.events.length > 0);
    assert.deepEqual((await ask('erase', hubspots)).body, { actions: 1 });
    assert.deepEqual(await tablesWith(namesake.name), []);
    assert.ok((await tablesWith(contact.name)).includes('pending_autonomous_actions'));
  });

  it('of another workspace is neither given nor forgotten', async () => {
    const contact = aContact();
    await makeAction('otto', contact);
    assert.equal((await ask('export', { email: contact.email })).body.held.actions.length, 0);
    assert.deepEqual((await ask('erase', { email: contact.email })).body, { actions: 0 });
    assert.ok((await tablesWith(contact.email)).includes('pending_autonomous_actions'));
  });

  it('is asked for by an address or by an id, not by both or by neither', async () => {
    for (const body of [
      {},
      { email: 'nobody' },
      { contactId: 'x' },
      { email: 'a@b.test', crm: 'hubspot', contactId: 'x' },
    ]) {
      assert.equal((await ask('export', body)).status, 422, JSON.stringify(body));
    }
  });

  it('that it was given or forgotten is in the security trail, without the address', async () => {
    const contact = aContact();
    await makeAction('ana', contact);
    await ask('export', { email: contact.email });
    await ask('erase', { email: contact.email });
    const { body } = await api.call('adam', 'GET', '/api/security-trail');
    const [erased, exported] = body.items;
    assert.deepEqual([erased.event, exported.event, erased.by], ['contact_erase', 'contact_export', 'adam']);
    assert.deepEqual(erased.detail, { actions: 1, ids: [{ crm: 'built-in', id: contact.id }] });
    assert.ok(!JSON.stringify(body.items.slice(0, 2)).includes(contact.email));
  });
});
