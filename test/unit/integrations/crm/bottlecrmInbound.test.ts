import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keptEvent } from '../../../../src/integrations/crm/bottlecrm/event.ts';
import { createBottleCrmInbound } from '../../../../src/integrations/crm/bottlecrm/inbound.ts';
import { createBottleCrmReader } from '../../../../src/integrations/crm/bottlecrm/read.ts';

const SECRET = 'whsec_5Zk1y8Qd3VQmXb7pTnC0uW4rJ2sLhE9f';
const SIGNED_AT_MS = 1_795_514_400_000;
const NOW = new Date(SIGNED_AT_MS);
const inbound = createBottleCrmInbound(SECRET);

/** Made with `sign()` of django-crm 1.35.0 (webhooks/tasks.py), run once with the secret and the second above. */
const VECTORS = [
  ['{"id":"1","event":"ping"}', '6c806f9e79a77e3fc6eabb2d58314a986a2c6dccefe19dffd821c98641ad17ec'],
  [
    '{"name":"Gr\\u00f6\\u00dfe \\u2013 \\u6f22\\u5b57"}',
    '68ef7fe36ec3e7ed6cd3b5182549ec006b9447452a40eba9090752b235a25d15',
  ],
  ['{"name":"Größe – 漢字"}', '54a0dbe505743fed3f04e7414a50740830df2da01ef10129a99adb94f3b2ad97'],
] as const;

function request(body: string | Buffer, header: string | undefined, receivedAtMs = SIGNED_AT_MS) {
  return {
    method: 'POST',
    url: 'https://signoff.example.com/webhooks/bottlecrm',
    rawBody: Buffer.from(body),
    headers: { 'x-bottlecrm-signature': header },
    receivedAt: new Date(receivedAtMs),
  };
}

describe('BottleCRM’s signatures', () => {
  const [[body, hex]] = VECTORS;
  const header = `t=${SIGNED_AT_MS / 1_000},v1=${hex}`;

  it('agree with BottleCRM’s own sign()', () => {
    for (const [signed, signature] of VECTORS) {
      assert.equal(inbound.verify(request(signed, `t=${SIGNED_AT_MS / 1_000},v1=${signature}`)), 'ok');
    }
  });

  it('break with any changed byte, another second, another secret', () => {
    for (let i = 0; i < body.length; i += 1) {
      const changed = Buffer.from(body);
      changed[i] = (changed[i] ?? 0) ^ 1;
      assert.notEqual(inbound.verify(request(changed, header)), 'ok');
    }
    assert.notEqual(inbound.verify(request(body, `t=${SIGNED_AT_MS / 1_000 + 1},v1=${hex}`)), 'ok');
    assert.notEqual(createBottleCrmInbound(`${SECRET}x`).verify(request(body, header)), 'ok');
    assert.notEqual(createBottleCrmInbound(SECRET.replace('whsec_', '')).verify(request(body, header)), 'ok');
  });

  it('serve for five minutes, either way', () => {
    const limitMs = 5 * 60_000;
    assert.equal(inbound.verify(request(body, header, SIGNED_AT_MS + limitMs)), 'ok');
    assert.equal(inbound.verify(request(body, header, SIGNED_AT_MS - limitMs)), 'ok');
    assert.notEqual(inbound.verify(request(body, header, SIGNED_AT_MS + limitMs + 1)), 'ok');
    assert.notEqual(inbound.verify(request(body, header, SIGNED_AT_MS - limitMs - 1)), 'ok');
  });

  it('are refused in any other form, without an error', () => {
    const others = [
      undefined,
      '',
      't=,v1=',
      `v1=${hex}`,
      `t=${SIGNED_AT_MS / 1_000}`,
      header.toUpperCase(),
      `${header},`,
    ];
    for (const other of others) assert.notEqual(inbound.verify(request(body, other)), 'ok', other);
    fc.assert(fc.property(fc.string(), (other) => assert.notEqual(inbound.verify(request(body, other)), 'ok')));
  });
});

const uuid = (last: number) => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const stamps = { created_at: '2026-11-20T08:00:00.123Z', updated_at: '2026-11-24T09:59:58.456Z' };

/** As webhooks/events.py builds them, and DjangoJSONEncoder writes them. */
const DATA = {
  deal: {
    id: uuid(1),
    name: 'Renewal',
    pipeline_id: uuid(9),
    stage: 'PROPOSAL',
    amount: '75000.00',
    currency: 'EUR',
    probability: 50,
    closed_on: '2026-12-31',
    account_id: uuid(3),
    assigned_to: [uuid(5)],
    ...stamps,
  },
  contact: {
    id: uuid(2),
    first_name: 'Ana',
    last_name: 'Ruiz',
    email: 'ana@acme.example',
    phone: null,
    organization: 'Acme',
    title: 'CTO',
    account_id: uuid(3),
    assigned_to: [],
    ...stamps,
  },
  account: {
    id: uuid(3),
    name: 'Acme',
    email: null,
    phone: null,
    website: 'https://www.acme.example/en',
    industry: null,
    annual_revenue: null,
    currency: 'EUR',
    assigned_to: [],
    ...stamps,
  },
  interaction: {
    id: uuid(4),
    kind: 'meeting',
    direction: 'outbound',
    occurred_at: '2026-11-24T09:00:00Z',
    duration_seconds: 1800,
    duration_estimated: false,
    outcome: '',
    subject: 'Demo',
    body: 'Went well.',
    logged_by: uuid(5),
    participants: [],
    home: 'opportunity',
    lead_id: null,
    contact_id: null,
    account_id: null,
    opportunity_id: uuid(1),
    ticket_id: null,
    origin: 'manual',
    external_id: '',
    ...stamps,
  },
  task: { id: uuid(6), title: 'Call', status: 'New', opportunity_id: uuid(1), assigned_to: [uuid(5)], ...stamps },
};

function envelope(event: string, data: unknown) {
  return { id: uuid(99), event, created_at: '2026-11-24T10:00:00.123456+00:00', org_id: uuid(90), data };
}

const parse = (event: string, data: unknown) => {
  const parsed = inbound.parse(envelope(event, data), NOW);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed;
};

describe('BottleCRM’s events', () => {
  it('are about a record, as of its last change, under the id that every attempt has', () => {
    const known = {
      deal: ['created', 'updated', 'won', 'lost'],
      contact: ['created', 'updated'],
      account: ['created', 'updated'],
    };
    const key = { deal: `deal:${uuid(1)}`, contact: `contact:${uuid(2)}`, account: `company:${uuid(3)}` };
    for (const word of ['deal', 'contact', 'account'] as const) {
      for (const happening of known[word]) {
        const [event] = parse(`${word}.${happening}`, DATA[word]).events;
        assert.equal(event?.eventKey, `bottlecrm:${uuid(99)}`);
        assert.equal(event?.recordKey, key[word]);
        assert.equal(event?.occurredAt, '2026-11-24T09:59:58.456Z');
      }
    }
    assert.equal(parse('interaction.created', DATA.interaction).events[0]?.recordKey, `engagement:${uuid(4)}`);
  });

  it('that say nothing to us are skipped: tasks (ours come back), tickets, leads, invoices, pings', () => {
    const others = ['task.created', 'task.updated', 'task.deleted'];
    const more = [
      'ticket.created',
      'ticket.comment_added',
      'lead.created',
      'invoice.paid',
      'ping',
      '',
      'constructor.created',
    ];
    for (const event of [...others, ...more]) {
      assert.deepEqual(parse(event, DATA.task), { ok: true, events: [], skipped: ['unknown'] }, event);
    }
  });

  it('of what is deleted say so, as of the deletion', async () => {
    const { events } = parse('deal.deleted', DATA.deal);
    const reader = createBottleCrmReader(undefined);
    const [change] = await reader.read(
      events.map(({ event }) => event),
      { currency: 'USD', fieldMap: {} },
    );
    assert.deepEqual(change, { type: 'deletion', kind: 'deal', id: DATA.deal.id, at: events[0]?.occurredAt });
    assert.notEqual(events[0]?.occurredAt, parse('deal.updated', DATA.deal).events[0]?.occurredAt);
  });

  it('of a touch that we logged ourselves are skipped as our own', () => {
    const body = `Went well.\n\nref: ${uuid(77)}`;
    assert.deepEqual(parse('interaction.created', { ...DATA.interaction, body }).skipped, ['own']);
    const quoted = `ref: ${uuid(77)}\nis what I was told.`;
    assert.equal(parse('interaction.created', { ...DATA.interaction, body: quoted }).events.length, 1);
  });

  it('with a record that is none are skipped as malformed, and a body that is no event is refused', () => {
    assert.deepEqual(parse('deal.updated', { id: uuid(1) }).skipped, ['malformed']);
    assert.deepEqual(parse('deal.updated', { ...DATA.deal, id: '../users' }).skipped, ['malformed']);
    for (const body of [null, [], 'x', {}, { ...envelope('deal.updated', {}), created_at: 'yesterday' }]) {
      const parsed = inbound.parse(body, NOW);
      assert.ok(!parsed.ok && parsed.issues.length > 0);
    }
  });

  it('are parsed, kept and read whatever they are', async () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>(uuid(1), '\u0000\ud800', 'EUR', stamps.updated_at, [uuid(1)]),
    );
    const words = ['deal', 'contact', 'account', 'interaction'] as const;
    const bodies = fc
      .tuple(fc.constantFrom(...words), fc.dictionary(fc.string(), anything), fc.func(fc.boolean()), anything)
      .map(([word, more, isKept, other]) => {
        const data = Object.fromEntries(
          Object.entries(DATA[word]).map(([name, value]) => [name, isKept(name) ? value : other]),
        );
        return envelope(`${word}.created`, { ...data, ...more });
      });
    const reader = createBottleCrmReader(undefined);
    await fc.assert(
      fc.asyncProperty(fc.oneof(bodies, fc.jsonValue()), async (body) => {
        const parsed = inbound.parse(body, NOW);
        if (!parsed.ok) return;
        for (const { event } of parsed.events) {
          assert.ok(!/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(event)), 'Postgres could not keep it');
          keptEvent.parse(event);
          assert.equal((await reader.read([event], { currency: 'USD', fieldMap: {} })).length, 1);
        }
      }),
    );
  });
});

describe('What BottleCRM’s events say', () => {
  const reader = createBottleCrmReader(undefined);
  const changesOf = async (event: string, data: unknown) =>
    reader.read(
      parse(event, data).events.map((kept) => kept.event),
      { currency: 'USD', fieldMap: {} },
    );
  const at = '2026-11-24T09:59:58.456Z';

  it('of a deal: amount in minor units, stage, close date, owner, company; of its contacts nothing', async () => {
    assert.deepEqual(await changesOf('deal.updated', DATA.deal), [
      {
        type: 'record',
        kind: 'deal',
        id: uuid(1),
        at,
        bulk: false,
        properties: {
          name: 'Renewal',
          stage: 'PROPOSAL',
          pipeline: `bottlecrm:${uuid(9)}`,
          companyId: uuid(3),
          amountMinor: 7_500_000,
          currency: 'EUR',
          closeDate: '2026-12-31',
          ownerId: uuid(5),
        },
      },
    ]);
  });

  it('of a deal without amount, currency and owner: that it has none', async () => {
    const bare = { ...DATA.deal, amount: null, currency: null, assigned_to: [] };
    const [change] = await changesOf('deal.updated', bare);
    assert.ok(change?.type === 'record' && change.kind === 'deal');
    const { amountMinor, currency, ownerId } = change.properties;
    assert.deepEqual({ amountMinor, currency, ownerId }, { amountMinor: null, currency: null, ownerId: null });
    const [inYen] = await reader.read(
      parse('deal.updated', { ...bare, amount: '500.00' }).events.map((kept) => kept.event),
      { currency: 'JPY', fieldMap: {} },
    );
    assert.ok(inYen?.type === 'record' && inYen.kind === 'deal');
    assert.equal(inYen.properties.amountMinor, 500);
  });

  it('of contacts and companies', async () => {
    const [contact] = await changesOf('contact.created', DATA.contact);
    assert.deepEqual(contact, {
      type: 'record',
      kind: 'contact',
      id: uuid(2),
      at,
      bulk: false,
      properties: {
        name: 'Ana Ruiz',
        email: 'ana@acme.example',
        jobTitle: 'CTO',
        companyId: uuid(3),
        createdAt: stamps.created_at,
        ownerId: null,
        ownerEmail: null,
      },
    });
    const [company] = await changesOf('account.created', DATA.account);
    assert.deepEqual(company, {
      type: 'record',
      kind: 'company',
      id: uuid(3),
      at,
      bulk: false,
      properties: { name: 'Acme', domain: 'acme.example' },
    });
    // Webhooks tell no country and leave it as it is known; the API does.
    const countryOf = async (country: string | null) => {
      const [change] = await changesOf('account.updated', { ...DATA.account, country });
      return change?.type === 'record' && change.kind === 'company' ? change.properties.country : undefined;
    };
    assert.deepEqual([await countryOf('DE'), await countryOf('ZZZ'), await countryOf(null)], ['DE', 'ZZZ', null]);
  });

  it('of interactions: an enquiry is a form from the customer, a message is a note', async () => {
    const [meeting] = await changesOf('interaction.created', DATA.interaction);
    const kept = { type: 'engagement', id: uuid(4), at: '2026-11-24T09:00:00.000Z', bulk: false, title: 'Demo' };
    const links = { dealId: uuid(1), contactId: undefined, companyId: undefined };
    assert.deepEqual(meeting, { ...kept, ...links, kind: 'meeting', direction: 'outbound' });
    const kinds = { call: 'call', email: 'email', whatsapp: 'note', sms: 'note', enquiry: 'form' };
    for (const [kind, ours] of Object.entries(kinds)) {
      const [change] = await changesOf('interaction.created', { ...DATA.interaction, kind, direction: 'inbound' });
      assert.deepEqual(change, { ...kept, ...links, kind: ours, direction: 'inbound' });
    }
  });
});
