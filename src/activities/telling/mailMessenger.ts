/** Emails that tell people: each leaves once, or is not known to have left, and is then not sent again. */
import { DeliveryError } from '../../domain/delivery.ts';
import { decisionUrl } from '../../domain/links.ts';
import { type DkimKey, signed } from '../../integrations/email/dkim.ts';
import { buildNotification } from '../../integrations/email/notification.ts';
import { smtpEffect } from '../../integrations/email/smtp.ts';
import { noticeMail } from '../../notify/mail.ts';
import { makeDecisionLink } from '../../store/access/decisionLinks.ts';
import type { Db } from '../../store/database/db.ts';
import { markLeaving, markMessageFailed, markSent, markStayed, withdrawMessage } from '../../store/telling/messages.ts';
import type { Messenger, Showing } from './messenger.ts';

/** Another attempt makes another link, and that of this one is good no more: it does not leave where somebody else has taken over. */
const SENDING_MS = 45_000;

export interface MailMessengerDeps {
  db: Db;
  smtpUrl: string;
  /** Signs what leaves by it; absent: the relay does, or nobody. */
  dkim: DkimKey | undefined;
  publicUrl: string;
  signal: AbortSignal;
}

/** Tells people by email. */
export function createMailMessenger({ db, smtpUrl, dkim, publicUrl, signal }: MailMessengerDeps): Messenger {
  return {
    held: () => undefined,
    async show(showing) {
      const { message, isWanted, shows, seq } = showing;
      // What has left shows what it showed.
      if (message.state === 'sent') return;
      // Whether it arrived, nobody can ask: one that is missing is found in the queue, two would be a nuisance each time.
      if (message.leftAt !== null) return markSent(db, message.id, { shows: null, seq });
      if (!isWanted) return withdrawMessage(db, message.id);
      try {
        await send(showing);
        await markSent(db, message.id, { shows, seq });
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        if (error.kind === 'unconfirmed') return markSent(db, message.id, { shows: null, seq });
        if (error.kind === 'permanent' && !error.credentialRefused)
          return markMessageFailed(db, message.id, error.message);
        await markStayed(db, message.id);
        throw error;
      }
    },
  };

  async function send({ message, told, card, recipient, keep }: Showing): Promise<void> {
    const { row, state, notifyFrom, workspaceName } = told;
    if (notifyFrom === null) throw new DeliveryError('permanent', 'the workspace has no address to tell people from');
    await keep(SENDING_MS);
    const secret = await makeDecisionLink(db, {
      workspaceId: row.workspace_id,
      actionId: row.id,
      userId: recipient.id,
      version: row.version,
      expiresAt: new Date(state.expiresAtMs),
      sentWith: message.id,
    });
    const mail = noticeMail(card, { link: decisionUrl(publicUrl, secret), kind: message.kind });
    const built = await buildNotification({
      ...mail,
      from: { name: `Signoff · ${workspaceName}`, address: notifyFrom },
      to: { name: recipient.name, address: recipient.email },
      messageId: `<notice.${message.id}@${notifyFrom.slice(notifyFrom.lastIndexOf('@') + 1)}>`,
      date: message.createdAt,
    });
    const sent = dkim === undefined ? built : await signed(built, dkim);
    await smtpEffect({ smtpUrl, message: sent }).perform({
      key: message.id,
      signal,
      fence: async () => {
        await keep(SENDING_MS);
        await markLeaving(db, message.id);
      },
    });
  }
}
