import assert from 'node:assert/strict';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createToken } from '../../../src/store/access/tokens.ts';
import { updateUser } from '../../../src/store/people/administration.ts';
import { ENTERPRISE, type Method, PATCH, USER, useDirectory } from './directory.ts';
import type { TestApi } from './support.ts';

describe('API: the company’s directory (SCIM)', () => {
  const directory = useDirectory();
  const { scim, patch, rowOf, provision } = directory;

  it('takes somebody in as a rep, tells it in the security trail, and finds them again', async () => {
    const { id, userName, externalId, body } = await provision({
      locale: 'de-DE',
      timezone: 'Europe/Berlin',
      [ENTERPRISE]: { manager: { value: 'mia' }, department: 'Sales' },
      phoneNumbers: [{ type: 'work', value: '1' }],
    });
    assert.match(id, /^zoe\.brandt\d+$/);
    assert.deepEqual([body.userName, body.active, body.meta.location], [userName, true, `/scim/v2/Users/${id}`]);
    const row = await rowOf(id);
    assert.deepEqual(
      [row.role, row.external_id, row.manager_id, row.locale, row.time_zone, row.workspace_id],
      ['rep', externalId, 'mia', 'de-DE', 'Europe/Berlin', 'acme'],
    );
    for (const filter of [`userName eq "${userName.toUpperCase()}"`, `externalId eq "${externalId}"`]) {
      const { body: list } = await scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      assert.deepEqual([list.totalResults, list.Resources[0].id], [1, id], filter);
    }
    const trail = await directory.api.call('adam', 'GET', `/api/security-trail?userId=${id}`);
    assert.deepEqual([trail.body.items[0].event, trail.body.items[0].by], ['user_add', 'crm']);
  });

  const DEACTIVATIONS: Record<string, (id: string, body: object) => ReturnType<typeof scim>> = {
    'as Entra ID does, with texts for truth values': (id) =>
      patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' }),
    'as Entra ID does where it was told to follow the standard': (id) =>
      patch(`/Users/${id}`, { op: 'replace', path: 'active', value: false }),
    'as Okta does by PATCH, without a path': (id) => patch(`/Users/${id}`, { op: 'replace', value: { active: false } }),
    'with the attribute named in full': (id) =>
      patch(`/Users/${id}`, { op: 'replace', path: `${USER}:active`, value: false }),
    'as Okta does by PUT, with everything': (id, body) => scim('PUT', `/Users/${id}`, { ...body, active: false }),
    'by DELETE': (id) => scim('DELETE', `/Users/${id}`),
  };
  for (const [how, end] of Object.entries(DEACTIVATIONS)) {
    it(`shuts somebody out ${how}: the approval in its undo window is void, and the token ends`, async () => {
      const { id, body } = await provision({ [ENTERPRISE]: { manager: { value: 'mia' } } });
      const token = await createToken(directory.api.db, id, 'laptop', SYSTEM);
      const headers = { authorization: `Bearer ${token}` };
      const trigger = {
        triggerType: 'deal_value_decrease',
        actionType: 'send_email',
        company: { id, name: 'Acme Corp' },
        contact: { name: 'Sarah Lee', email: 'sarah@acme.test' },
      };
      const made = await directory.api.call(null, 'POST', '/api/triggers', { headers, body: trigger });
      const path = `/api/autonomous-actions/${made.body.actionId}`;
      const approved = await directory.api.call(null, 'POST', `${path}/approve`, {
        headers,
        body: { undoSeconds: 600 },
      });
      assert.equal(approved.status, 200, JSON.stringify(approved.body));

      const answer = await end(id, body);
      assert.ok([200, 204].includes(answer.status), JSON.stringify(answer.body));
      assert.ok((await rowOf(id)).deactivated_at !== null);
      assert.equal((await directory.api.call(null, 'GET', '/api/me', { headers })).status, 401);
      const action = await directory.api.call('mia', 'GET', path);
      assert.deepEqual(
        [action.body.userId, action.body.scheduledApproval, action.body.status],
        ['mia', null, 'pending'],
      );
    });
  }

  it('lets somebody in again, armed with nothing, and finds whom it had deleted when it sends them anew', async () => {
    const { id, userName, externalId } = await provision();
    await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' });
    assert.equal((await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'True' })).body.active, true);
    assert.equal((await scim('DELETE', `/Users/${id}`)).status, 204);
    assert.equal((await scim('GET', `/Users/${id}`)).status, 404);
    assert.equal((await scim('DELETE', `/Users/${id}`)).status, 404);
    const again = await scim('POST', '/Users', { schemas: [USER], userName, externalId, displayName: 'Zoe Ames' });
    assert.deepEqual([again.status, again.body.id, again.body.displayName], [201, id, 'Zoe Ames']);
    assert.equal((await rowOf(id)).deactivated_at, null);
  });

  it('gives nobody the history, the accounts or the rights of somebody who had the same user name and was deleted', async () => {
    const { id, userName, externalId } = await provision();
    await updateUser(directory.api.db, id, { role: 'admin' }, SYSTEM);
    await scim('DELETE', `/Users/${id}`);
    const body = { schemas: [USER], userName, externalId: 'somebody-else', displayName: 'Another' };
    const taken = await scim('POST', '/Users', body);
    assert.deepEqual([taken.status, taken.body.scimType], [409, 'uniqueness']);
    await updateUser(directory.api.db, id, { email: `left-${userName}` }, SYSTEM);
    const made = await scim('POST', '/Users', body);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.notEqual(made.body.id, id);
    const left = await rowOf(id);
    assert.deepEqual([left.deactivated_at !== null, left.external_id], [true, externalId]);
    // The one who had it is known again by the directory's id, under the name that he has now, and administers nothing.
    const back = await scim('POST', '/Users', { ...body, userName: `back-${userName}`, externalId });
    assert.deepEqual([back.status, back.body.id, (await rowOf(id)).role], [201, id, 'rep']);
  });

  it('changes what a directory patches, with and without paths, and leaves out what is not kept', async () => {
    const { id } = await provision();
    const answer = await patch(
      `/Users/${id}`,
      { op: 'Replace', path: 'displayName', value: 'Zoe Ames' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: `ames-${id}@acme.test` },
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: 'max' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+49 1' },
      { op: 'Add', path: `${ENTERPRISE}:department`, value: 'Sales' },
      { op: 'Replace', value: { 'name.familyName': 'Ames', timezone: 'Europe/Paris', nickName: 'Z' } },
    );
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const row = await rowOf(id);
    assert.deepEqual(
      [row.display_name, row.email, row.manager_id, row.time_zone],
      ['Zoe Ames', `ames-${id}@acme.test`, 'max', 'Europe/Paris'],
    );
  });

  it('a repetition changes nothing and leaves no entry', async () => {
    const { id, body } = await provision();
    const count = async () =>
      (await directory.api.call('adam', 'GET', `/api/security-trail?userId=${id}`)).body.items.length;
    const before = await count();
    assert.equal((await scim('PUT', `/Users/${id}`, body)).status, 200);
    assert.equal(await count(), before);
  });

  it('of the same user name sent twice at once makes one user', async () => {
    const body = { schemas: [USER], userName: 'twice@acme.test', displayName: 'Twice' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => scim('POST', '/Users', body)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(7).fill(409)]);
    const refused = answers.find(({ status }) => status === 409);
    assert.deepEqual([refused?.body.scimType, refused?.body.status], ['uniqueness', '409']);
    const { body: list } = await scim('GET', `/Users?filter=${encodeURIComponent('userName eq "twice@acme.test"')}`);
    assert.equal(list.totalResults, 1);
  });

  it('does not take over somebody who was made by hand until an administrator names them', async () => {
    const body = { schemas: [USER], userName: 'ben@signoff.test', externalId: 'oid-ben', displayName: 'Ben' };
    const refused = await scim('POST', '/Users', body);
    assert.deepEqual([refused.status, refused.body.scimType], [409, 'uniqueness']);
    const named = await directory.api.call('adam', 'PATCH', '/api/people/ben', { body: { externalId: 'oid-ben' } });
    assert.deepEqual([named.status, named.body.externalId], [200, 'oid-ben']);
    const { body: list } = await scim('GET', `/Users?filter=${encodeURIComponent('externalId eq "oid-ben"')}`);
    assert.equal(list.Resources[0].id, 'ben');
  });

  it('refuses to shut out the last administrator, and changes nothing', async () => {
    await directory.api.db.updateTable('users').set({ external_id: 'oid-adam' }).where('id', '=', 'adam').execute();
    const answer = await patch('/Users/adam', { op: 'replace', path: 'active', value: false });
    assert.equal(answer.status, 409);
    assert.match(answer.body.detail, /nobody else administers/);
    assert.equal((await rowOf('adam')).deactivated_at, null);
  });

  it('does all of a change or nothing, and reads into a PUT nothing that it does not say', async () => {
    const { id, body } = await provision({ [ENTERPRISE]: { manager: { value: 'mia' } } });
    const both = [
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: 'nobody' },
    ];
    assert.equal((await patch(`/Users/${id}`, ...both)).status, 400);
    assert.equal((await rowOf(id)).deactivated_at, null);
    await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' });
    const { active: _, ...silent } = body;
    assert.equal((await scim('PUT', `/Users/${id}`, silent)).body.active, false);
    await patch(`/Users/${id}`, { op: 'remove', path: `${ENTERPRISE}:manager` });
    assert.equal((await rowOf(id)).manager_id, null);
  });

  it('sees and shuts out nobody whom it does not keep', async () => {
    assert.equal((await scim('GET', '/Users/max')).status, 404);
    assert.equal((await patch('/Users/max', { op: 'replace', path: 'active', value: false })).status, 404);
    assert.equal((await rowOf('max')).deactivated_at, null);
    assert.equal((await scim('GET', '/Users/%00')).status, 404);
  });

  it('reaches nothing of another workspace', async () => {
    const { id } = await provision();
    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', { schemas: [USER], userName: 'x@y.test' }],
      ['PATCH', { schemas: [PATCH], Operations: [{ op: 'replace', path: 'active', value: false }] }],
      ['DELETE', undefined],
    ] as const) {
      assert.equal((await scim(method, `/Users/${id}`, body, directory.foreign)).status, 404, method);
    }
    assert.equal(
      (await scim('GET', '/Users', undefined, directory.foreign)).body.Resources.some(
        (u: { id: string }) => u.id === id,
      ),
      false,
    );
    assert.equal((await rowOf(id)).deactivated_at, null);
  });

  it('is closed, at every route, to whoever has no token that is made for it', async () => {
    const plain = { authorization: `Bearer ${directory.api.tokens.crm}` };
    const admins = {
      authorization: `Bearer ${await createToken(directory.api.db, 'adam', 'x', SYSTEM, { verbs: ['people.provision'] })}`,
    };
    const routes = scimRoutesOf(directory.api);
    assert.ok(routes.length >= 17, JSON.stringify(routes));
    for (const [method, url] of routes) {
      const status = async (headers: Record<string, string>) =>
        (await directory.api.call(null, method, url, { headers })).status;
      assert.deepEqual(
        [
          await status({}),
          await status(plain),
          await status(admins),
          await status({ authorization: `Bearer ${directory.api.tokens.adam}` }),
        ],
        [401, 403, 403, 403],
        `${method} ${url}`,
      );
    }
  });

  it('answers what cannot be understood in SCIM’s way, and changes nothing', async () => {
    const { id } = await provision();
    const before = await rowOf(id);
    for (const [method, path, body, status, scimType] of [
      ['POST', '/Users', { schemas: [USER] }, 400, 'invalidValue'],
      ['POST', '/Users', { schemas: [USER], userName: 'no address' }, 400, 'invalidValue'],
      ['POST', '/Users', [], 400, 'invalidSyntax'],
      ['PUT', `/Users/${id}`, { schemas: [USER], userName: 'x@y.test', active: 'perhaps' }, 400, 'invalidValue'],
      ['PATCH', `/Users/${id}`, {}, 400, 'invalidSyntax'],
      [
        'PATCH',
        `/Users/${id}`,
        { schemas: [PATCH], Operations: [{ op: 'move', path: 'active' }] },
        400,
        'invalidSyntax',
      ],
      [
        'PATCH',
        `/Users/${id}`,
        { schemas: [PATCH], Operations: [{ op: 'replace', path: 'active', value: 'x' }] },
        400,
        undefined,
      ],
      [
        'PATCH',
        `/Users/${id}`,
        { schemas: [PATCH], Operations: [{ op: 'replace', path: `${ENTERPRISE}:manager`, value: 'nobody' }] },
        400,
        'invalidValue',
      ],
      ['GET', `/Users?filter=${encodeURIComponent('userName co "a"')}`, undefined, 400, 'invalidFilter'],
      ['GET', '/Groups/none', undefined, 404, undefined],
    ] as const) {
      const answer = await scim(method, path, body);
      const told = `${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer.body)}`;
      assert.equal(answer.status, status, told);
      assert.match(String(answer.headers['content-type']), /^application\/scim\+json/);
      assert.deepEqual(answer.body.schemas, ['urn:ietf:params:scim:api:messages:2.0:Error'], told);
      if (scimType !== undefined) assert.equal(answer.body.scimType, scimType, told);
    }
    assert.deepEqual(await rowOf(id), before);
  });

  it('says what it supports, and pages lists', async () => {
    assert.equal((await scim('GET', '/ServiceProviderConfig')).body.patch.supported, true);
    const { body: schemas } = await scim('GET', '/Schemas');
    assert.ok(schemas.Resources.some(({ id }: { id: string }) => id === USER));
    assert.equal((await scim('GET', '/ResourceTypes/User')).body.endpoint, '/Users');
    const { body: first } = await scim('GET', '/Users?startIndex=1&count=2');
    const { body: second } = await scim('GET', '/Users?startIndex=3&count=2');
    const ids = [...first.Resources, ...second.Resources].map(({ id }: { id: string }) => id);
    assert.equal(new Set(ids).size, 4);
    assert.ok(!ids.includes('crm'));
    assert.equal((await scim('GET', '/Users?count=0')).body.Resources.length, 0);
  });
});

/** Every route below /scim that there is, as Fastify draws them: a tree by what paths have in common. */
function scimRoutesOf({ app }: TestApi): [Method, string][] {
  const path: string[] = [];
  return app
    .printRoutes()
    .split('\n')
    .flatMap((line): [Method, string][] => {
      const at = line.indexOf('── ');
      if (at < 0) return [];
      const [, part = '', methods = ''] = /── (\S*)(?: \(([^)]+)\))?/.exec(line) ?? [];
      path.length = (at - 1) / 4;
      path.push(part);
      const url = path.join('');
      if (!url.startsWith('/scim/') || methods === '') return [];
      // Each is one that Fastify knows.
      return methods.split(', ').map((method) => [method as Method, url.replace(':id', 'ana')]);
    });
}
