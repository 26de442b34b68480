/** Who owns something in the CRMs, and who that is here. Mapped by `crmOwnerId` of PATCH /people/:id. */
import { listOwnersAndUsers } from '../../store/crm/ownersAndUsers.ts';
import { callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { crmOwnersAnswer } from '../schemas/connections.ts';
import { problems } from '../schemas/problem.ts';

export function crmOwnerRoutes(api: Api, { db }: RouteDeps): void {
  api.get(
    '/crm-owners',
    {
      config: { verb: 'connections.manage' },
      schema: {
        tags: ['connections'],
        operationId: 'listCrmOwners',
        summary: 'List the CRMs’ owners with the users they are here, first those who are nobody',
        response: { 200: crmOwnersAnswer, ...problems },
      },
    },
    async (request) => ({ items: await listOwnersAndUsers(db, callerOf(request).workspaceId) }),
  );
}
