/** A directory that keeps people and groups of a workspace by SCIM, as suites of its tests use it. */
import assert from 'node:assert/strict';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createToken } from '../../../src/store/access/tokens.ts';
import { startApi, type TestApi } from './support.ts';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** For a describe: an API of its own, with a token of acme's directory. */
export function useDirectory() {
  let api: TestApi;
  let directory: Record<string, string>;
  let foreign: Record<string, string>;
  before(async () => {
    api = await startApi();
    const limits = { verbs: ['people.provision'] } as const;
    directory = { authorization: `Bearer ${await createToken(api.db, 'crm', 'directory', SYSTEM, limits)}` };
    await api.db
      .insertInto('users')
      .values({ id: 'crm2', workspace_id: 'other', role: 'service', display_name: 'CRM', email: 'crm2@signoff.test' })
      .execute();
    foreign = { authorization: `Bearer ${await createToken(api.db, 'crm2', 'directory', SYSTEM, limits)}` };
  });
  after(() => api.stop());

  const scim = (method: Method, path: string, body?: unknown, headers = directory) =>
    api.call(null, method, `/scim/v2${path}`, {
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/scim+json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const patch = (path: string, ...Operations: object[]) => scim('PATCH', path, { schemas: [PATCH], Operations });
  const rowOf = (id: string) => api.db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  let people = 0;
  /** As Entra ID provisions somebody. */
  async function provision(more: object = {}) {
    people += 1;
    const userName = `zoe.brandt${people}@acme.test`;
    const answer = await scim('POST', '/Users', {
      schemas: [USER, ENTERPRISE],
      externalId: `oid-${people}`,
      userName,
      active: true,
      displayName: `Zoe Brandt ${people}`,
      emails: [{ primary: true, type: 'work', value: userName }],
      meta: { resourceType: 'User' },
      name: { formatted: 'Zoe Brandt', familyName: 'Brandt', givenName: 'Zoe' },
      ...more,
    });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return { id: String(answer.body.id), userName, externalId: `oid-${people}`, body: answer.body };
  }

  return {
    get api() {
      return api;
    },
    get directory() {
      return directory;
    },
    /** The credentials of another workspace's directory. */
    get foreign() {
      return foreign;
    },
    scim,
    patch,
    rowOf,
    provision,
  };
}
