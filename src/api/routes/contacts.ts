/** What is kept about a contact: given to whoever asks for it, and forgotten where that is asked. */

import { ContactInUse, eraseSought } from '../../store/privacy/erase.ts';
import { exportContact } from '../../store/privacy/held.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { Problem } from '../problems.ts';
import { contactErased, contactHeld, soughtContact } from '../schemas/contacts.ts';
import { problems, problemsOfErasure } from '../schemas/problem.ts';

const tags = ['privacy'];
const config = { verb: 'privacy.manage', needsFreshSignIn: true } as const;

/** Both are POST: an address has no place in a URL, which ends in logs. */
export function contactRoutes(api: Api, { db }: RouteDeps): void {
  api.post(
    '/contacts/export',
    {
      config,
      schema: {
        tags,
        operationId: 'exportContact',
        summary: 'All that is kept about a contact (GDPR, article 15)',
        body: soughtContact,
        response: { 200: contactHeld, ...problems },
      },
    },
    async (request) => {
      const { contact, held } = await exportContact(db, callerOf(request).workspaceId, request.body, actingIn(request));
      return { email: contact.email, ids: contact.ids, held };
    },
  );

  api.post(
    '/contacts/erase',
    {
      config,
      schema: {
        tags,
        operationId: 'eraseContact',
        summary:
          'Forget a contact (GDPR, article 17): what waits for him is cancelled, what was written about him erased',
        body: soughtContact,
        response: { 200: contactErased, ...problemsOfErasure },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const actions = await eraseSought(db, workspaceId, request.body, actingIn(request)).catch((error) => {
        throw error instanceof ContactInUse ? new Problem('already-executing', error.message) : error;
      });
      return { actions };
    },
  );
}
