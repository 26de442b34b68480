import { DeliveryError } from '../domain/delivery.ts';
import { smtpEffect } from '../integrations/email/smtp.ts';
import type { PrepareEffect } from './execute.ts';
import { composeMail, type MailDeps, ownMailUrl } from './mail.ts';

export interface SendDeps extends MailDeps {
  smtpUrl: string | undefined;
  /** How recipients reach us, to unsubscribe; absent: no email says how. */
  unsubscribeAt?: string | undefined;
}

/** Sends the email: through the rep's own server where there is one, else through the relay. */
export function sendEmail(deps: SendDeps): PrepareEffect {
  return async (action) => {
    const { message, context } = await composeMail(deps.db, action, deps.unsubscribeAt);
    const smtpUrl = (await ownMailUrl(deps, context, 'smtp')) ?? deps.smtpUrl;
    if (smtpUrl === undefined)
      throw new DeliveryError('permanent', 'neither a mailbox of the rep nor a relay to send with');
    return smtpEffect({ smtpUrl, message });
  };
}
