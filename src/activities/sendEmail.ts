import { DeliveryError } from '../domain/delivery.ts';
import { smtpEffect } from '../integrations/email/smtp.ts';
import type { PrepareEffect } from './execute.ts';
import { composeMail, type MailDeps, ownMailUrl } from './mail.ts';

/** Sends the email: through the rep's own server where there is one, else through the relay. */
export function sendEmail(deps: MailDeps & { smtpUrl: string | undefined }): PrepareEffect {
  return async (action) => {
    const { message, context } = await composeMail(deps.db, action);
    const smtpUrl = (await ownMailUrl(deps, context, 'smtp')) ?? deps.smtpUrl;
    if (smtpUrl === undefined)
      throw new DeliveryError('permanent', 'neither a mailbox of the rep nor a relay to send with');
    return smtpEffect({ smtpUrl, message });
  };
}
