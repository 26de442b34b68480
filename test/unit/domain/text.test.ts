import assert from 'node:assert/strict';
import fc from 'fast-check';
import { personName, tidyLine } from '../../../src/domain/text.ts';
import { firstNameOf } from '../../../src/drafting/readable.ts';
import { parse as parseBottleCrm } from '../../../src/integrations/crm/bottlecrm/parse.ts';
import { createBottleCrmReader } from '../../../src/integrations/crm/bottlecrm/read.ts';
import { parse as parseHubspot } from '../../../src/integrations/crm/hubspot/parse.ts';
import { createHubspotReader } from '../../../src/integrations/crm/hubspot/read.ts';
import { toMinorUnits } from '../../../src/integrations/crm/money.ts';
import { parse as parseWebhook } from '../../../src/integrations/crm/webhook/parse.ts';
import { read as readWebhook } from '../../../src/integrations/crm/webhook/read.ts';
import { buildMessage } from '../../../src/integrations/email/message.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;
const CONTEXT = { fieldMap: {}, currency: 'USD' };
const NOW = new Date('2026-11-24T10:00:00Z');
const UUID = '00000000-0000-4000-8000-000000000001';
/** Bits of trouble between letters. */
const trouble = fc
  .array(
    fc.oneof(
      fc.constantFrom('\0', '\n', '\u202e', '\u2066', '\ud800', ' ', 'a', '@', '<', '>', '"', 'ü', '😀'),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(''));

describe('Text from a CRM', () => {
  it('is one line without control characters, bidi overrides and half characters, and no longer than it may be', () => {
    fc.assert(
      fc.property(trouble, fc.integer({ min: 1, max: 50 }), (text, max) => {
        const tidy = tidyLine(text, max);
        assert.doesNotMatch(tidy, FORBIDDEN);
        assert.ok(tidy.length <= max);
        assert.equal(tidyLine(tidy, max), tidy);
      }),
    );
  });

  it('names a person without any address', () => {
    fc.assert(fc.property(trouble, (text) => assert.doesNotMatch(personName(text), /[@<>"]/)));
    assert.equal(personName('ceo@other.com'), '');
    assert.equal(personName('Ana <ceo@other.com> Ruiz'), 'Ana Ruiz');
    assert.equal(personName('Ana Ruiz, PhD'), 'Ana Ruiz, PhD');
  });

  it('comes tidied out of every reader, whatever it was', async () => {
    await fc.assert(
      fc.asyncProperty(trouble, async (text) => {
        const hubspot = parseHubspot(
          ['firstname', 'lastname', 'jobtitle', 'email'].map((propertyName, index) => ({
            subscriptionType: 'contact.propertyChange',
            objectId: 1,
            occurredAt: NOW.getTime(),
            eventId: index,
            propertyName,
            propertyValue: text,
          })),
        );
        const bottlecrm = parseBottleCrm({
          id: UUID,
          event: 'contact.updated',
          created_at: NOW.toISOString(),
          data: {
            id: UUID,
            first_name: text,
            last_name: text,
            title: text,
            email: text,
            created_at: NOW.toISOString(),
          },
        });
        const record = {
          id: 'c',
          name: text,
          email: null,
          companyId: null,
          jobTitle: text,
          createdAt: NOW,
          updatedAt: NOW,
        };
        const event = { specversion: '1.0', id: '1', source: 's', type: 'crm.contact.updated', data: { record } };
        const webhook = parseWebhook(JSON.parse(JSON.stringify(event)), NOW);
        const readers = [
          [hubspot, createHubspotReader({}).read],
          [bottlecrm, createBottleCrmReader(undefined).read],
          [webhook, readWebhook],
        ] as const;
        for (const [parsed, read] of readers) {
          // The generic webhook's sender is told of what it can mend.
          if (!parsed.ok) continue;
          for (const change of await read(
            parsed.events.map(({ event: kept }) => kept),
            CONTEXT,
          )) {
            if (change.type !== 'record' || change.kind !== 'contact') continue;
            const { name = '', jobTitle } = change.properties;
            assert.doesNotMatch(`${name}${jobTitle ?? ''}`, FORBIDDEN);
            assert.ok((jobTitle ?? '').length <= 1_000);
            if (name !== change.properties.email) assert.doesNotMatch(name, /[@<>]/);
          }
        }
      }),
    );
  });

  it('of 64,000 blanks in a name is no work', () => {
    assert.equal(firstNameOf(`Ana${' '.repeat(500_000)}Ruiz`), 'Ana');
    assert.equal(tidyLine(`${' '.repeat(500_000)}Ana`, 100), '');
    assert.equal(firstNameOf('Lee, Sarah'), 'Sarah');
  });

  it('that calls a currency what is none costs nothing but the currency', async () => {
    assert.equal(toMinorUnits('10.5', 'X'), 1_050);
    for (const code of ['X', 'EURO', '', '12', '€']) {
      const told = { subscriptionType: 'deal.propertyChange', objectId: 1, occurredAt: NOW.getTime() };
      const parsed = parseHubspot([
        { ...told, eventId: 1, propertyName: 'amount', propertyValue: '10.5' },
        { ...told, eventId: 2, propertyName: 'deal_currency_code', propertyValue: code },
      ]);
      assert.ok(parsed.ok);
      const [change] = await createHubspotReader({}).read(
        parsed.events.map(({ event }) => event),
        CONTEXT,
      );
      assert.ok(change?.type === 'record' && change.kind === 'deal');
      assert.deepEqual(change.properties, { amountMinor: 1_050, currency: null });
      const [inYen] = await createHubspotReader({}).read(
        parsed.events.map(({ event }) => event),
        { ...CONTEXT, currency: 'JPY' },
      );
      assert.ok(inYen?.type === 'record' && inYen.kind === 'deal');
      assert.equal(inYen.properties.amountMinor, 11, 'it counts in the workspace’s');
      const deal = { id: UUID, name: 'Renewal', stage: 'won', amount: '10.5', currency: code };
      const told2 = parseBottleCrm({ id: UUID, event: 'deal.updated', created_at: NOW.toISOString(), data: deal });
      assert.ok(told2.ok && told2.events.length === 1, code);
      const [read] = await createBottleCrmReader(undefined).read(
        told2.events.map(({ event }) => event),
        { ...CONTEXT, currency: 'JPY' },
      );
      assert.ok(read?.type === 'record' && read.kind === 'deal');
      assert.deepEqual([read.properties.amountMinor, read.properties.currency], [11, null], code);
    }
  });

  it('puts no second address beside the true one in From and To', async () => {
    const { raw } = await buildMessage({
      from: { name: 'Ana <boss@acme.example>', address: 'ana@acme.example' },
      to: { name: 'ceo@other.com', address: 'dana@globex.example' },
      subject: 'Hi',
      body: 'Hello',
      messageId: '<1@acme.example>',
      actionId: '1',
      date: NOW,
    });
    const headers = raw.toString().split('\r\n\r\n')[0] ?? '';
    assert.doesNotMatch(headers, /other\.com|boss@/);
    assert.match(headers, /^To: dana@globex\.example$/m);
    assert.match(headers, /^From: Ana <ana@acme\.example>$/m);
  });
});
