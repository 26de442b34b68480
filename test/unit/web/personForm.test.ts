import assert from 'node:assert/strict';
import { bodyOf, changesOf, fieldsOf } from '../../../src/web/admin/personForm.ts';
import type { Person } from '../../../src/web/api/client.ts';

const person: Person = {
  id: 'ana',
  role: 'rep',
  displayName: 'Ana Ruiz',
  email: 'ana@acme.test',
  managerId: 'mia',
  timeZone: 'Europe/Berlin',
  locale: 'de',
  signature: 'Ana\nAcme',
  slackUserId: null,
  crmOwnerId: null,
  externalId: null,
  deactivatedAt: null,
  createdAt: '2026-11-28T00:00:00Z',
  lastSeenAt: null,
  hasMailbox: false,
  pending: 0,
};

describe('the form of a person', () => {
  it('sends nothing where nothing was changed', () => {
    assert.deepEqual(changesOf(person, fieldsOf(person, 'UTC')), {});
  });

  it('sends what was changed, and null for what was emptied', () => {
    const fields = { ...fieldsOf(person, 'UTC'), managerId: '', signature: '  ', crmOwnerId: ' 900 ', role: 'manager' };
    const expected = { role: 'manager', managerId: null, signature: null, crmOwnerId: '900' };
    assert.deepEqual(changesOf(person, fields), expected);
  });

  it('sends all of a new one, in the administrator’s time zone unless that was changed', () => {
    const fields = { ...fieldsOf(null, 'Europe/Berlin'), id: 'ben', displayName: 'Ben', email: 'ben@acme.test' };
    const optional = { managerId: null, signature: null, slackUserId: null, crmOwnerId: null, externalId: null };
    const { id, displayName, email } = fields;
    assert.deepEqual(bodyOf(fields), {
      ...optional,
      id,
      displayName,
      email,
      role: 'rep',
      timeZone: 'Europe/Berlin',
      locale: 'en',
    });
  });
});
