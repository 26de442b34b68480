import type { ImapFlowError } from 'imapflow';
import { DeliveryError } from '../../domain/delivery.ts';

/** Response codes with which a server says no for good (RFC 5530, section 3; RFC 7889, section 4; RFC 9208). */
const FOR_GOOD = new Set(['NOPERM', 'CANNOT', 'PRIVACYREQUIRED', 'OVERQUOTA', 'LIMIT', 'APPENDLIMIT']);

/** Response codes of a log-in refused for reasons other than the credentials (RFC 5530, section 3). */
const FOR_NOW = new Set(['UNAVAILABLE', 'INUSE', 'SERVERBUG']);

/**
 * Runs one step of an IMAP session. A refusal by the server settles what came of it; where there is no answer it is
 * `unanswered`: transient as long as the step changes nothing that matters, unconfirmed otherwise.
 */
export async function imapStep<T>(
  unanswered: 'transient' | 'unconfirmed',
  label: string,
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw failure(error, unanswered, label);
  }
}

function failure(cause: unknown, unanswered: 'transient' | 'unconfirmed', label: string): DeliveryError {
  const error: ImapFlowError = cause instanceof Error ? cause : new Error(String(cause));
  const code = error.serverResponseCode ?? '';
  const words = error.responseText ?? error.message;
  if (error.authenticationFailed === true) {
    const kind = FOR_NOW.has(code) ? 'transient' : 'permanent';
    return new DeliveryError(kind, `the mail server refused the log-in of ${label}: ${words}`, { cause });
  }
  if (FOR_GOOD.has(code)) return new DeliveryError('permanent', `${label} refused the draft: ${words}`, { cause });
  if (error.responseStatus === 'NO' || error.responseStatus === 'BAD') {
    return new DeliveryError('transient', `${label} refused: ${words}`, { cause });
  }
  const what = unanswered === 'transient' ? 'no draft was made' : 'whether the draft was made is not known';
  return new DeliveryError(unanswered, `${label}: ${words}; ${what}`, { cause });
}
