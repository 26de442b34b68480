import type { NodemailerError } from 'nodemailer/lib/errors';
import { DeliveryError } from '../../domain/delivery.ts';

/** Faults of ours that nodemailer finds before it talks to anybody: no next attempt would fare better. */
const OURS = new Set(['EENVELOPE', 'EMESSAGE', 'EAUTH']);

/**
 * What a failed attempt means. A reply settles it on either side of the dot: 4xx refuses for now, 5xx for good
 * (RFC 5321, section 4.2.1; 503 says that the session was out of step, not that the message is unwanted). Without a
 * reply it is `transient` before the dot and `unconfirmed` after it; where the dot itself could not be written any more, as all before
 * it had left (`flushed` in smtp.ts), nothing of it is on its way.
 *
 * The message shows the server's own words, so it may name the recipient; it never shows a password.
 */
export function smtpFailure(cause: unknown, dotSent: boolean, server: string): DeliveryError {
  const error: NodemailerError = cause instanceof Error ? cause : new Error(String(cause));
  const code = error.responseCode ?? 0;
  const words = error.response ?? error.message;
  if (code >= 400 && code < 600) {
    const kind = code < 500 || code === 503 ? 'transient' : 'permanent';
    const what = error.code === 'EAUTH' ? 'refused the log-in of' : 'refused the message from';
    const credentialRefused = error.code === 'EAUTH';
    return new DeliveryError(kind, `the mail server ${what} ${server}: ${words}`, { cause, credentialRefused });
  }
  if (dotSent && error.syscall !== 'write') {
    const message = `the message was handed to the mail server (${server}), which never confirmed it: ${words}`;
    return new DeliveryError('unconfirmed', message, { cause });
  }
  const kind = OURS.has(error.code ?? '') ? 'permanent' : 'transient';
  return new DeliveryError(kind, `the message was not sent through ${server}: ${words}`, { cause });
}
