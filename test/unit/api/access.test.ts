import assert from 'node:assert/strict';
import { ACCESS, reachOf, type Verb } from '../../../src/api/access.ts';
import { ROLES } from '../../../src/domain/roles.ts';

// Object.keys forgets that these are the table's own rows.
const VERBS = Object.keys(ACCESS) as Verb[];

describe('the access table', () => {
  it('lets an admin decide nothing, and nobody decide beyond his team', () => {
    assert.equal(reachOf('actions.decide', 'admin'), 'none');
    for (const role of ROLES) assert.notEqual(reachOf('actions.decide', role), 'workspace');
  });

  it('lets a service do nothing but create triggers and know itself', () => {
    const allowed = VERBS.filter((verb) => reachOf(verb, 'service') !== 'none');
    assert.deepEqual(allowed.sort(), ['me.read', 'triggers.create']);
  });

  it('lets a rep reach no further than himself and whom he covers', () => {
    for (const verb of VERBS) assert.ok(['none', 'own', 'own+covered'].includes(reachOf(verb, 'rep')), verb);
  });
});
