/** What a directory asks first (RFC 7644, section 4): what is supported, and what users and groups are made of. */
import SCIMMY from 'scimmy';
import type { Api } from '../deps.ts';
import { listAnswer, notFound, send } from './answers.ts';
import { ENTERPRISE } from './resources.ts';

const route = { config: { verb: 'people.provision' }, schema: { hide: true } } as const;
const unsupported = { supported: false };
const ALL = { key: undefined, offset: 0, limit: 0, withMembers: true };

export function discoveryRoutes(api: Api, base: string): void {
  const schemas = [SCIMMY.Schemas.User, SCIMMY.Schemas.Group, SCIMMY.Schemas.EnterpriseUser].map(({ definition }) =>
    definition.describe(`${base}/Schemas`),
  );
  const types = [
    { name: 'User', schema: SCIMMY.Schemas.User.definition.id, extensions: [{ schema: ENTERPRISE, required: false }] },
    { name: 'Group', schema: SCIMMY.Schemas.Group.definition.id, extensions: [] },
  ].map(({ name, schema, extensions }) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: name,
    name,
    endpoint: `/${name}s`,
    schema,
    schemaExtensions: extensions,
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  }));

  api.get('/ServiceProviderConfig', route, async (_request, reply) =>
    send(reply, {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: { supported: true },
      bulk: { ...unsupported, maxOperations: 0, maxPayloadSize: 0 },
      filter: { supported: true, maxResults: 200 },
      changePassword: unsupported,
      sort: unsupported,
      etag: unsupported,
      authenticationSchemes: [
        { type: 'oauthbearertoken', name: 'API token', description: 'A token that is made for people.provision' },
      ],
      meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
    }),
  );
  for (const [path, all] of [
    ['/Schemas', schemas],
    ['/ResourceTypes', types],
  ] as const) {
    api.get(path, route, async (_request, reply) => send(reply, listAnswer([...all], all.length, ALL)));
    api.get(`${path}/:id`, route, async (request, reply) => {
      // The route has it.
      const { id } = request.params as { id: string };
      const found = all.find((each) => each.id === id);
      if (found === undefined) throw notFound(id);
      return send(reply, found);
    });
  }
}
