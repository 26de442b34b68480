import { z } from 'zod';
import { readParams } from '../../domain/params/validate.ts';
import { signatureOf } from '../../integrations/email/message.ts';
import { type ActionDetail, findAction } from '../../store/actions/actions.ts';
import type { Db } from '../../store/database/db.ts';
import { readDeliveryContext } from '../../store/execution/deliveryContext.ts';
import { scopeOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { FRAME_CSP } from '../emailFrame.ts';
import { emailPage } from '../emailPage.ts';
import { notFound } from '../problems.ts';
import { actionId } from '../schemas/common.ts';
import { problemsOfOne } from '../schemas/problem.ts';

/** Emails as they will look, for a frame of the screens. */
export function previewRoutes(api: Api, { db, publicUrl }: RouteDeps): void {
  api.get(
    '/autonomous-actions/:id/preview',
    {
      config: { verb: 'actions.read' },
      schema: {
        tags: ['actions'],
        operationId: 'previewEmail',
        summary: 'The email of an action as it will look: a page for a frame',
        params: z.object({ id: actionId }),
        response: { 200: { content: { 'text/html': { schema: z.string() } } }, ...problemsOfOne },
      },
    },
    async (request, reply) => {
      const action = await findAction(db, scopeOf(request), request.params.id);
      if (action === undefined || !isEmail(action)) throw notFound('email');
      return reply
        .type('text/html; charset=utf-8')
        .headers({ 'content-security-policy': FRAME_CSP, 'x-frame-options': 'SAMEORIGIN' })
        .send(await pageOf(db, action, publicUrl !== undefined));
    },
  );
}

function isEmail({ actionType }: ActionDetail): boolean {
  return actionType === 'send_email' || actionType === 'draft_email';
}

/** @param canUnsubscribe whether emails that are sent say how to. The preview's link leads nowhere: the real one is the recipient's */
async function pageOf(db: Db, { userId, actionType, params }: ActionDetail, canUnsubscribe: boolean): Promise<string> {
  const { user, workspace } = await readDeliveryContext(db, userId);
  // Both email types share their fields.
  const { contactEmail, contactName, subject, body, inReplyTo } = readParams('send_email', params);
  return emailPage({
    from: { name: user.display_name, address: user.email },
    to: contactEmail === undefined ? undefined : { name: contactName, address: contactEmail },
    subject,
    body,
    inReplyTo,
    signature: signatureOf(user),
    postalAddress: workspace.postal_address,
    unsubscribeUrl: canUnsubscribe && actionType === 'send_email' ? '#' : undefined,
  });
}
