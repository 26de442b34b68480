import { DeliveryError } from '../domain/delivery.ts';
import { type DkimKey, signed } from '../integrations/email/dkim.ts';
import { smtpEffect } from '../integrations/email/smtp.ts';
import type { PrepareEffect } from './execute.ts';
import { composeMail, type MailDeps, ownMailUrl } from './mail.ts';

/** What an email is sent with. */
export interface SendDeps extends MailDeps {
  smtpUrl: string | undefined;
  /** How recipients reach us, to unsubscribe; absent: no email says how. */
  unsubscribeAt?: string | undefined;
  /** Signs what leaves through the relay; absent: the relay does, or nobody. */
  dkim?: DkimKey | undefined;
}

/** Sends the email: through the rep's own server where there is one, else through the relay. */
export function sendEmail(deps: SendDeps): PrepareEffect {
  return async (action) => {
    const { message, context } = await composeMail(deps.db, action, deps.unsubscribeAt);
    const own = await ownMailUrl(deps, context, 'smtp');
    // A rep's own server signs for its own domain.
    if (own !== undefined) return smtpEffect({ smtpUrl: own, message });
    const { smtpUrl, dkim } = deps;
    if (smtpUrl === undefined)
      throw new DeliveryError('permanent', 'neither a mailbox of the rep nor a relay to send with');
    return smtpEffect({ smtpUrl, message: dkim === undefined ? message : await signed(message, dkim) });
  };
}
