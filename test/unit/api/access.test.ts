import assert from 'node:assert/strict';
import { ACCESS, reachOf, verbsOf } from '../../../src/api/access.ts';
import { ROLES } from '../../../src/domain/roles.ts';
import { ONLY_WHERE_NAMED, VERBS } from '../../../src/domain/verbs.ts';

describe('the access table', () => {
  it('lets an admin decide nothing, and nobody decide beyond his team', () => {
    assert.equal(ACCESS['actions.decide'].admin, 'none');
    for (const role of ROLES) assert.notEqual(ACCESS['actions.decide'][role], 'workspace');
  });

  it('lets a service do nothing but create triggers and know itself', () => {
    assert.deepEqual(verbsOf({ role: 'service', verbs: null }), ['triggers.create', 'me.read']);
  });

  it('lets a rep reach no further than himself and whom he covers', () => {
    for (const verb of VERBS) assert.ok(['none', 'own', 'own+covered'].includes(ACCESS[verb].rep), verb);
  });

  it('lets a token do what it names and its role may, and nothing else', () => {
    const asking = { role: 'rep', verbs: ['actions.read', 'people.manage'] } as const;
    assert.deepEqual(verbsOf(asking), ['actions.read']);
    assert.equal(reachOf('actions.read', asking), ACCESS['actions.read'].rep);
    assert.deepEqual(verbsOf({ role: 'admin', verbs: [] }), []);
  });

  it('gives what only a token that names it has to no other', () => {
    for (const verb of ONLY_WHERE_NAMED) {
      for (const role of ROLES) assert.equal(reachOf(verb, { role, verbs: null }), 'none', verb);
    }
    assert.equal(reachOf('people.provision', { role: 'service', verbs: ['people.provision'] }), 'workspace');
  });
});
