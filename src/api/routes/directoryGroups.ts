/** Which role the directory's groups give; who is in them the directory says. */
import { z } from 'zod';
import { findGroup, listGroups, mapGroup } from '../../store/directory/groups.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { notFound } from '../problems.ts';
import { directoryGroup, directoryGroups, groupChanges } from '../schemas/directory.ts';
import { problems, problemsOfPeople } from '../schemas/problem.ts';

const tags = ['people'];
const config = { verb: 'people.manage' } as const;
const MAX_GROUPS = 1_000;

export function directoryGroupRoutes(api: Api, { db }: RouteDeps): void {
  api.get(
    '/directory-groups',
    {
      config,
      schema: {
        tags,
        operationId: 'listDirectoryGroups',
        summary: 'The groups that the company’s directory keeps here, and which role each gives',
        response: { 200: directoryGroups, ...problems },
      },
    },
    async (request) => {
      const slice = { offset: 0, limit: MAX_GROUPS };
      return { items: (await listGroups(db, callerOf(request).workspaceId, undefined, slice)).items };
    },
  );

  api.patch(
    '/directory-groups/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'changeDirectoryGroup',
        summary: 'Say which role a group’s members have; null: the group gives none',
        params: z.object({ id: z.uuid() }),
        body: groupChanges,
        response: { 200: directoryGroup, ...problemsOfPeople },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { id } = request.params;
      await mapGroup(db, workspaceId, id, request.body.role, actingIn(request));
      const group = await findGroup(db, workspaceId, id);
      if (group === undefined) throw notFound('group');
      return group;
    },
  );
}
