/** SCIM 2.0 (RFC 7644): a company's directory keeps the workspace's people and groups here, with a token made for that. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import SCIMMY from 'scimmy';
import {
  addGroup,
  changeGroup,
  type DirectoryGroup,
  findGroup,
  listGroups,
  removeGroup,
} from '../../store/directory/groups.ts';
import {
  addDirectoryUser,
  changeDirectoryUser,
  type DirectoryUser,
  findDirectoryUser,
  listDirectoryUsers,
  removeDirectoryUser,
  type UserKey,
} from '../../store/directory/users.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { answerError, askedIn, invalidFilter, listAnswer, notFound, send } from './answers.ts';
import { discoveryRoutes } from './discovery.ts';
import { patched } from './patch.ts';
import { groupOf, groupResource, KEPT, userOf, userResource } from './resources.ts';

/** Where it is: below the API's own address. */
export const SCIM_PATH = '/scim/v2';

const config = { verb: 'people.provision' } as const;
// Described by RFC 7643 and by /Schemas, not by our document.
const schema = { hide: true } as const;
const route = { config, schema };

const USER_KEYS: Readonly<Record<string, UserKey>> = {
  id: 'id',
  username: 'userName',
  externalid: 'externalId',
  emails: 'email',
  'emails.value': 'email',
};

/** Routes whose errors are SCIM's; what every route under /api passes they pass, too. */
export function scimRoutes(api: Api, { db, publicUrl = '' }: RouteDeps): void {
  const base = `${publicUrl.replace(/\/$/, '')}${SCIM_PATH}`;
  api.setErrorHandler(answerError);
  discoveryRoutes(api, base);

  const workspaceOf = (request: FastifyRequest) => callerOf(request).workspaceId;
  const idOf = ({ params }: FastifyRequest) => {
    // Each route below has it.
    const { id } = params as { id: string };
    // Postgres holds no NUL, so that it names nobody.
    if (id.includes('\0')) throw notFound('such resource');
    return id;
  };

  async function sendUser(request: FastifyRequest, reply: FastifyReply, id: string, status = 200) {
    const user = await findDirectoryUser(db, workspaceOf(request), id);
    if (user === undefined) throw notFound(id);
    return send(reply.code(status), userResource(user, base));
  }
  async function sendGroup(request: FastifyRequest, reply: FastifyReply, id: string, status = 200) {
    const group = await findGroup(db, workspaceOf(request), id);
    if (group === undefined) throw notFound(id);
    return send(reply.code(status), groupResource(group, base, askedIn(request)));
  }

  api.get('/Users', route, async (request, reply) => {
    const asked = askedIn(request);
    const name = asked.key === undefined ? undefined : USER_KEYS[asked.key.name.toLowerCase()];
    if (asked.key !== undefined && name === undefined)
      throw invalidFilter(`users are not looked up by ${asked.key.name}`);
    const key = asked.key === undefined || name === undefined ? undefined : { name, value: asked.key.value };
    const { items, total } = await listDirectoryUsers(db, workspaceOf(request), key, asked);
    return send(
      reply,
      listAnswer(
        items.map((user) => userResource(user, base)),
        total,
        asked,
      ),
    );
  });
  api.get('/Users/:id', route, (request, reply) => sendUser(request, reply, idOf(request)));
  api.post('/Users', route, async (request, reply) => {
    const given = userOf(read(() => new SCIMMY.Schemas.User(keptOf(request.body, KEPT.user), 'in')));
    const id = await addDirectoryUser(db, workspaceOf(request), given, actingIn(request));
    return sendUser(request, reply, id, 201);
  });
  api.put('/Users/:id', route, async (request, reply) => {
    const given = userOf(read(() => new SCIMMY.Schemas.User(keptOf(request.body, KEPT.user), 'in')));
    const isThere = await changeDirectoryUser(db, workspaceOf(request), idOf(request), () => given, actingIn(request));
    if (!isThere) throw notFound(idOf(request));
    return sendUser(request, reply, idOf(request));
  });
  api.patch('/Users/:id', route, async (request, reply) => {
    const id = idOf(request);
    const change = async (user: DirectoryUser) => {
      const given = userOf(await patched(userResource(user, base), request.body, KEPT.user));
      // Of the whole of him: whoever has no manager any more has none.
      return { ...given, managerId: given.managerId ?? null };
    };
    if (!(await changeDirectoryUser(db, workspaceOf(request), id, change, actingIn(request)))) throw notFound(id);
    return sendUser(request, reply, id);
  });
  api.delete('/Users/:id', route, async (request, reply) => {
    const isThere = await removeDirectoryUser(db, workspaceOf(request), idOf(request), actingIn(request));
    if (!isThere) throw notFound(idOf(request));
    return reply.code(204).send();
  });

  api.get('/Groups', route, async (request, reply) => {
    const asked = askedIn(request);
    if (asked.key !== undefined && asked.key.name.toLowerCase() !== 'displayname') {
      throw invalidFilter(`groups are not looked up by ${asked.key.name}`);
    }
    const { items, total } = await listGroups(db, workspaceOf(request), asked.key?.value, asked);
    return send(
      reply,
      listAnswer(
        items.map((group) => groupResource(group, base, asked)),
        total,
        asked,
      ),
    );
  });
  api.get('/Groups/:id', route, (request, reply) => sendGroup(request, reply, uuidOf(idOf(request))));
  api.post('/Groups', route, async (request, reply) => {
    const given = groupOf(read(() => new SCIMMY.Schemas.Group(keptOf(request.body, KEPT.group), 'in')));
    return sendGroup(request, reply, await addGroup(db, workspaceOf(request), given), 201);
  });
  api.put('/Groups/:id', route, async (request, reply) => {
    const id = uuidOf(idOf(request));
    const given = groupOf(read(() => new SCIMMY.Schemas.Group(keptOf(request.body, KEPT.group), 'in')));
    if (!(await changeGroup(db, workspaceOf(request), id, () => given, actingIn(request)))) throw notFound(id);
    return sendGroup(request, reply, id);
  });
  api.patch('/Groups/:id', route, async (request, reply) => {
    const id = uuidOf(idOf(request));
    const change = async (group: DirectoryGroup) =>
      groupOf(await patched(groupResource(group, base), request.body, KEPT.group));
    if (!(await changeGroup(db, workspaceOf(request), id, change, actingIn(request)))) throw notFound(id);
    return sendGroup(request, reply, id);
  });
  api.delete('/Groups/:id', route, async (request, reply) => {
    const id = uuidOf(idOf(request));
    if (!(await removeGroup(db, workspaceOf(request), id, actingIn(request)))) throw notFound(id);
    return reply.code(204).send();
  });
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is no id of a group names none. */
function uuidOf(id: string): string {
  if (!UUID.test(id)) throw notFound(id);
  return id;
}

/** The library says by a TypeError what is wrong with a resource. */
function read<R>(make: () => R): R {
  try {
    return make();
  } catch (error) {
    throw error instanceof TypeError ? new SCIMMY.Types.Error(400, 'invalidValue', error.message) : error;
  }
}

/** Of a body only what is kept, whatever the case in which it names it (RFC 7643, section 2.1). */
function keptOf(body: unknown, kept: readonly string[]): object {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new SCIMMY.Types.Error(400, 'invalidSyntax', 'the body must be a resource');
  }
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      const known = kept.find((each) => each.toLowerCase() === name.toLowerCase());
      return known === undefined ? [] : [[known, value]];
    }),
  );
}
