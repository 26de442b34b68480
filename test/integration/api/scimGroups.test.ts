import assert from 'node:assert/strict';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { mapGroup } from '../../../src/store/directory/groups.ts';
import { GROUP, USER, useDirectory } from './directory.ts';

describe('API: groups of the company’s directory (SCIM)', () => {
  const directory = useDirectory();
  const { scim, patch, rowOf, provision } = directory;

  it('gives and takes no role of somebody whom it does not keep, by a group', async () => {
    const members = [{ value: 'adam' }, { value: 'ben' }];
    for (const [displayName, role] of [
      ['Everybody', 'rep'],
      ['Chiefs', 'admin'],
    ] as const) {
      const { body } = await scim('POST', '/Groups', { schemas: [GROUP], displayName, members });
      await mapGroup(directory.api.db, 'acme', body.id, role, SYSTEM);
      await patch(`/Groups/${body.id}`, { op: 'add', path: 'members', value: members });
      assert.deepEqual((await scim('GET', `/Groups/${body.id}`)).body.members ?? [], []);
      await scim('DELETE', `/Groups/${body.id}`);
    }
    assert.deepEqual([(await rowOf('adam')).role, (await rowOf('ben')).role], ['admin', 'rep']);
  });

  it('gives a group’s members the role that an administrator gave to the group, and takes it with the group', async () => {
    const [one, two] = [await provision(), await provision()];
    const roles = async () => [(await rowOf(one.id)).role, (await rowOf(two.id)).role];
    const made = await scim('POST', '/Groups', {
      schemas: [GROUP],
      displayName: 'Sales leads',
      externalId: 'group-1',
      members: [{ value: one.id }],
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const path = `/Groups/${made.body.id}`;
    assert.deepEqual(await roles(), ['rep', 'rep']);
    const listed = await directory.api.call('adam', 'GET', '/api/directory-groups');
    assert.deepEqual(
      listed.body.items.map(({ displayName, role, memberIds }: Record<string, unknown>) => [
        displayName,
        role,
        memberIds,
      ]),
      [['Sales leads', null, [one.id]]],
    );
    const mapped = await directory.api.call('adam', 'PATCH', `/api/directory-groups/${made.body.id}`, {
      body: { role: 'manager' },
    });
    assert.equal(mapped.status, 200, JSON.stringify(mapped.body));
    assert.deepEqual(await roles(), ['manager', 'rep']);
    // As Entra ID adds, and as Okta does.
    assert.equal((await patch(path, { op: 'Add', path: 'members', value: [{ value: two.id }] })).status, 200);
    assert.deepEqual(await roles(), ['manager', 'manager']);
    await patch(path, { op: 'Remove', path: `members[value eq "${one.id}"]` });
    assert.deepEqual(await roles(), ['rep', 'manager']);
    await patch(path, { op: 'remove', path: 'members', value: [{ value: two.id }] });
    assert.deepEqual(await roles(), ['rep', 'rep']);
    await patch(path, { op: 'replace', value: { id: made.body.id, displayName: 'Leads' } });
    await patch(path, {
      op: 'replace',
      path: 'members',
      value: [{ value: one.id }, { value: two.id }, { value: 'otto' }],
    });
    const { body } = await scim('GET', path);
    assert.deepEqual(
      [body.displayName, body.members.map(({ value }: { value: string }) => value)],
      ['Leads', [one.id, two.id]],
    );
    assert.equal((await scim('GET', `${path}?excludedAttributes=members`)).body.members, undefined);
    assert.deepEqual(await roles(), ['manager', 'manager']);
    assert.equal((await scim('DELETE', path)).status, 204);
    assert.deepEqual(await roles(), ['rep', 'rep']);
    const trail = await directory.api.call('adam', 'GET', `/api/security-trail?userId=${two.id}&event=user_change`);
    assert.deepEqual(trail.body.items[0].detail.role, { from: 'manager', to: 'rep' });
  });

  it('loses no member where several changes of a group come at once', async () => {
    const members = await Promise.all(Array.from({ length: 8 }, () => provision()));
    const { body } = await scim('POST', '/Groups', { schemas: [GROUP], displayName: 'At once' });
    const add = (id: string) => patch(`/Groups/${body.id}`, { op: 'Add', path: 'members', value: [{ value: id }] });
    await Promise.all(members.map(({ id }) => add(id)));
    const group = await scim('GET', `/Groups/${body.id}`);
    assert.equal(group.body.members.length, members.length);
  });

  it('whoever was an administrator by a group and was deleted comes back as a rep', async () => {
    const { id, userName, externalId } = await provision();
    const { body } = await scim('POST', '/Groups', { schemas: [GROUP], displayName: 'Root', members: [{ value: id }] });
    const mapped = await directory.api.call('adam', 'PATCH', `/api/directory-groups/${body.id}`, {
      body: { role: 'admin' },
    });
    assert.equal(mapped.status, 200);
    const trail = await directory.api.call('adam', 'GET', '/api/security-trail?event=group_role_change');
    assert.deepEqual(trail.body.items[0].detail, { group: 'Root', role: { from: null, to: 'admin' } });
    assert.equal((await rowOf(id)).role, 'admin');
    await scim('DELETE', `/Users/${id}`);
    assert.equal((await scim('POST', '/Users', { schemas: [USER], userName, externalId })).status, 201);
    const { role, deactivated_at: deactivatedAt } = await rowOf(id);
    assert.deepEqual([role, deactivatedAt], ['rep', null]);
  });

  it('of two groups the higher role holds', async () => {
    const { id } = await provision();
    for (const [displayName, role] of [
      ['Managers', 'manager'],
      ['Administrators', 'admin'],
    ] as const) {
      const { body } = await scim('POST', '/Groups', { schemas: [GROUP], displayName, members: [{ value: id }] });
      await mapGroup(directory.api.db, 'acme', body.id, role, SYSTEM);
    }
    assert.equal((await rowOf(id)).role, 'admin');
  });
});
