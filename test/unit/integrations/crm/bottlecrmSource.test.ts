import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CrmChange } from '../../../../src/domain/crm.ts';
import { createBottleCrmReader } from '../../../../src/integrations/crm/bottlecrm/read.ts';
import { createBottleCrmSource } from '../../../../src/integrations/crm/bottlecrm/source.ts';
import type { InboxEvent } from '../../../../src/integrations/crm/inbound.ts';

const uuid = (last: number) => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const OWNER = uuid(5);
const member = (id: string, email: string) => ({
  id,
  is_active: true,
  role: 'USER',
  user_details: { id: uuid(50), email, name: 'Kim Park', is_active: true, profile_pic: null },
});

/** As DealPipelineSerializer of django-crm 1.35.0 writes it. */
const PIPELINE = {
  id: uuid(9),
  name: 'Renewals',
  is_default: false,
  stages: [
    {
      id: uuid(91),
      code: 'PROPOSAL',
      label: 'Offer sent',
      order: 0,
      kind: 'open',
      expected_days: 7,
      warning_days: null,
    },
    { id: uuid(92), code: 'PAID', label: 'Paid', order: 1, kind: 'won', expected_days: null, warning_days: null },
  ],
};

/** As OpportunitySerializer, ContactSerializer and AccountSerializer of django-crm 1.35.0 write them, shortened. */
function deal(number: number, more: object = {}) {
  return {
    id: uuid(number),
    name: `Deal ${number}`,
    account: { id: uuid(3), name: 'Acme' },
    pipeline: uuid(9),
    stage: 'PROPOSAL',
    stage_kind: 'open',
    currency: null,
    amount: '100.50',
    closed_on: null,
    contacts: [{ id: uuid(2), first_name: 'Ana', last_name: 'Ruiz', email: 'ana@acme.example' }],
    assigned_to: [member(OWNER, 'kim@example.com')],
    created_at: '2026-11-01T08:00:00Z',
    is_active: true,
    custom_fields: { hero: 'ana@acme.example', vs: 'Zeta; Yota' },
    ...more,
  };
}
const contact = {
  id: uuid(2),
  first_name: 'Ana',
  last_name: 'Ruiz',
  email: 'ana@acme.example',
  title: 'CTO',
  account: uuid(3),
  assigned_to: [],
  created_at: '2026-11-01T08:00:00.000001Z',
  updated_at: '2026-11-02T08:00:00Z',
  custom_fields: { fit: 91, vip: true },
};
const account = { id: uuid(3), name: 'Acme', website: null, assigned_to: [], is_active: true };

describe('Reading from BottleCRM', () => {
  let server: Server;
  let url: string;
  let paths: string[];
  let methods: Set<string>;
  let deals: ReturnType<typeof deal>[];
  let activities: { action: string; entity_id: string; timestamp: string }[];
  let refused: RegExp | undefined;
  const { signal } = new AbortController();
  const source = () => createBottleCrmSource({ url, token: 'bcrm_pat_x', timeoutMs: 5_000 });

  function answer(requested: URL): unknown {
    const [, , list = '', id = ''] = requested.pathname.split('/');
    const [limit, offset] = ['limit', 'offset'].map((name) => Number(requested.searchParams.get(name)));
    const page = <T>(rows: T[]) => rows.slice(offset, Number(offset) + Number(limit));
    if (id === '00000000-0000-4000-8000-000000000000') return undefined;
    if (list === 'users') return { teams: [], profiles: [member(OWNER, 'kim@example.com')] };
    if (list === 'activities') return { error: false, activities: activities.slice(0, limit) };
    if (list === 'contacts') return id === '' ? { count: 1, results: page([contact]) } : { contact_obj: contact };
    if (list === 'accounts') {
      if (id !== '') return { account_obj: account };
      return { active_accounts: { open_accounts_count: 1, open_accounts: page([account]) } };
    }
    if (list !== 'opportunities') return {};
    if (id === 'pipelines') return { pipelines: [PIPELINE] };
    if (id === '') return { opportunities_count: deals.length, opportunities: page(deals) };
    const found = deals.find((one) => one.id === id);
    return found && { opportunity_obj: found, comments: [] };
  }

  beforeEach(async () => {
    paths = [];
    methods = new Set();
    activities = [];
    refused = undefined;
    deals = [deal(1)];
    server = createServer((request, response) => {
      paths.push(request.url ?? '');
      methods.add(request.method ?? '');
      const found = refused?.test(request.url ?? '')
        ? undefined
        : answer(new URL(request.url ?? '', 'http://localhost'));
      const status = found !== undefined ? 200 : refused?.test(request.url ?? '') ? 403 : 404;
      response.writeHead(status).end(JSON.stringify(found ?? { detail: 'It needs the users:read scope.' }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    // It listens on a port.
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const read = (events: InboxEvent[], fieldMap = {}): Promise<CrmChange[]> =>
    createBottleCrmReader({ url, token: 'bcrm_pat_x' }).read(
      events.map(({ event }) => event),
      { currency: 'USD', fieldMap },
    );

  it('lists the members as owners', async () => {
    assert.deepEqual(await source().listOwners(signal), [
      { id: OWNER, email: 'kim@example.com', name: 'Kim Park', active: true },
    ]);
  });

  it('lists the pipelines under the names that its deals have here', async () => {
    const stages = [
      { id: 'PROPOSAL', label: 'Offer sent', kind: 'open' },
      { id: 'PAID', label: 'Paid', kind: 'won' },
    ];
    assert.deepEqual(await source().listPipelines(signal), [{ id: `bottlecrm:${uuid(9)}`, stages }]);
    const { events } = await source().listChanged('deal', { since: null, cursor: null, bulk: true }, signal);
    const [change] = await read(events);
    assert.ok(change?.type === 'record' && change.kind === 'deal');
    assert.deepEqual(
      [change.properties].map((deal) => 'pipeline' in deal && deal.pipeline),
      [`bottlecrm:${uuid(9)}`],
    );
  });

  it('polls what the activity feed says has changed, each record once, the longest ago first', async () => {
    deals = [deal(1), deal(11)];
    activities = [
      { action: 'UPDATE', entity_id: uuid(1), timestamp: '2026-11-24T10:05:00.000001Z' },
      { action: 'DELETE', entity_id: uuid(12), timestamp: '2026-11-24T10:04:00Z' },
      { action: 'UPDATE', entity_id: uuid(13), timestamp: '2026-11-24T10:03:00Z' },
      { action: 'CREATE', entity_id: uuid(11), timestamp: '2026-11-24T10:02:00Z' },
      { action: 'UPDATE', entity_id: uuid(1), timestamp: '2026-11-24T10:01:00Z' },
      { action: 'UPDATE', entity_id: uuid(14), timestamp: '2026-11-24T09:00:00Z' },
    ];
    // Of no year that can be kept, and no time at all: nothing of what else has changed is lost by them.
    for (const timestamp of ['+275760-09-13T00:00:00.000Z', '9999-12-31T23:59:59Z', 'soon']) {
      activities.unshift({ action: 'UPDATE', entity_id: uuid(11), timestamp });
    }
    const from = { since: '2026-11-24T10:00:00Z', cursor: null, bulk: false };
    const page = await source().listChanged('deal', from, signal);
    assert.equal(page.next, null);
    assert.deepEqual(
      page.events.map(({ eventKey, occurredAt }) => [eventKey, occurredAt]),
      [
        [`poll:deal:${uuid(11)}:2026-11-24T10:02:00.000Z`, '2026-11-24T10:02:00.000Z'],
        [`poll:deal:${uuid(1)}:2026-11-24T10:05:00.000Z`, '2026-11-24T10:05:00.000Z'],
      ],
    );
  });

  it('lists everything where more has changed than the feed knows, and knows again what is as it was', async () => {
    activities = Array.from({ length: 60 }, () => ({
      action: 'UPDATE',
      entity_id: uuid(1),
      timestamp: '2026-11-24T10:05:00Z',
    }));
    const from = { since: '2026-11-24T10:00:00Z', cursor: null, bulk: false };
    const keys = async () => (await source().listChanged('deal', from, signal)).events.map(({ eventKey }) => eventKey);
    const first = await keys();
    assert.deepEqual(await keys(), first);
    deals = [deal(1, { amount: '99.00' })];
    assert.notDeepEqual(await keys(), first);
  });

  it('imports page by page, in bulk', async () => {
    deals = Array.from({ length: 205 }, (_, number) => deal(1_000 + number));
    const seen = new Set<string>();
    let cursor: string | null = null;
    do {
      const page = await source().listChanged('deal', { since: null, cursor, bulk: true }, signal);
      for (const { recordKey, event } of page.events) {
        seen.add(recordKey);
        assert.equal(event.bulk, true);
      }
      cursor = page.next;
    } while (cursor !== null);
    assert.equal(seen.size, 205);
    assert.equal(paths.length, 3);
  });

  it('gives each kind in the shape that the reader reads', async () => {
    const from = { since: null, cursor: null, bulk: true };
    const eventsOf = async (kind: 'deal' | 'contact' | 'company') =>
      (await source().listChanged(kind, from, signal)).events;
    const [changed] = await read(await eventsOf('deal'), { champion: 'hero', competitors: 'vs' });
    assert.ok(changed?.type === 'record' && changed.bulk);
    assert.deepEqual(changed.properties, {
      name: 'Deal 1',
      stage: 'PROPOSAL',
      pipeline: `bottlecrm:${uuid(9)}`,
      companyId: uuid(3),
      amountMinor: 10_050,
      currency: null,
      closeDate: null,
      ownerId: OWNER,
      ownerEmail: 'kim@example.com',
      contactIds: [uuid(2)],
      championContactId: uuid(2),
      competitors: ['Zeta', 'Yota'],
    });
    const [person] = await read(await eventsOf('contact'), { fitScore: 'fit' });
    assert.ok(person?.type === 'record' && person.kind === 'contact');
    assert.equal(person.properties.fitScore, 91);
    assert.equal(person.properties.companyId, uuid(3));
    const [company] = await read(await eventsOf('company'));
    assert.deepEqual(company?.type === 'record' && company.properties, { name: 'Acme', domain: null });
  });

  it('fetches what a webhook does not say, for the latest event only', async () => {
    const kept = (at: string, stage: string) => ({
      eventKey: at,
      recordKey: `deal:${uuid(1)}`,
      occurredAt: at,
      event: { about: 'deal', at, bulk: false, data: { id: uuid(1), name: 'Deal', stage, assigned_to: [OWNER] } },
    });
    const changes = await read([kept('2026-11-24T10:00:01Z', 'PROPOSAL'), kept('2026-11-24T10:00:00Z', 'NEGOTIATION')]);
    const properties = changes.map((change) => change.type === 'record' && change.kind === 'deal' && change.properties);
    const [before, after] = properties;
    assert.ok(before && after);
    assert.deepEqual([before.stage, before.contactIds], ['NEGOTIATION', undefined]);
    assert.deepEqual([after.stage, after.contactIds, after.ownerEmail], ['PROPOSAL', [uuid(2)], 'kim@example.com']);
    assert.deepEqual([after.championContactId, after.competitors], [null, []]);
    assert.equal(paths.filter((path) => path.startsWith('/api/opportunities/')).length, 1);
  });

  it('checks each scope that it works with without writing anything, and says what to do', async () => {
    const lines = await source().check(signal);
    assert.deepEqual(
      lines.filter(({ ok }) => !ok),
      [],
    );
    assert.ok(lines.some(({ what }) => what === 'Writing tasks'));
    assert.ok(methods.has('PATCH') && !methods.has('POST'));
    refused = /users/;
    const failed = (await source().check(signal)).filter(({ ok }) => !ok);
    assert.equal(failed.length, 1);
    assert.match(failed[0]?.detail ?? '', /users:read scope/);
    assert.match(failed[0]?.todo ?? '', /BOTTLECRM_TOKEN.*users:read/);
  });
});
