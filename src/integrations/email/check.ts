/** Whether a mail server takes what Signoff is configured with, in plain words: connects and logs in, sends and changes nothing. */
import type { ImapFlowError } from 'imapflow';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { CheckLine } from '../../domain/check.ts';
import { draftsFolder, IMAP_TIMEOUTS, withMailClient } from './imap.ts';
import { imapStep } from './imapFailure.ts';
import { type MailServer, readMailUrl } from './mailUrl.ts';
import { breaking, connectionTo, farewell, logIn, SMTP_TIMEOUTS } from './smtp.ts';

/** Never throws. @param where in which the URL is set, for what to do */
export function checkSmtp(smtpUrl: string, where: string, signal: AbortSignal): Promise<CheckLine> {
  return lineOf('SMTP', where, async () => {
    const server = readMailUrl(smtpUrl, 'smtp');
    const connection = connectionTo(server, SMTP_TIMEOUTS);
    try {
      await Promise.race([breaking(connection, signal), logIn(connection, server)]);
      return smtpInWords(server, connection);
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      farewell(connection);
    }
  });
}

/** Never throws. @param where in which the URL is set, for what to do */
export function checkImap(imapUrl: string, where: string, signal: AbortSignal): Promise<CheckLine> {
  return lineOf('IMAP', where, async () => {
    const server = readMailUrl(imapUrl, 'imap');
    return withMailClient(server, IMAP_TIMEOUTS, signal, async (client) => {
      const folder = await imapStep('transient', server.label, () => draftsFolder(client));
      const drafts =
        folder === undefined ? 'a folder "Drafts" is made with the first draft' : `drafts go to "${folder}"`;
      return `${server.label} takes the log-in${client.secureConnection ? ' over TLS' : ', in the clear'}; ${drafts}`;
    });
  });
}

async function lineOf(protocol: 'SMTP' | 'IMAP', where: string, check: () => Promise<string>): Promise<CheckLine> {
  try {
    return { what: protocol, ok: true, detail: await check() };
  } catch (error) {
    const { message, isLogIn } = wordsOf(error);
    const todo = isLogIn
      ? `set user and password again in ${where}; many providers want a password made for apps`
      : `see whether host, port and scheme in ${where} are right, and whether they can be reached from here`;
    return { what: protocol, ok: false, detail: message, todo };
  }
}

/** @throws where a password is set and nobody asks for it */
function smtpInWords({ label, credentials }: MailServer, { secure, allowsAuth }: SMTPConnection): string {
  const how = secure ? 'over TLS' : 'in the clear';
  if (credentials === undefined) return `${label} answers ${how}, and is used without a log-in`;
  if (!allowsAuth) throw new Error(`${label} offers no log-in ${how}, though a user is set`);
  return `${label} takes the log-in ${how}`;
}

/** The server's own words where it has said some. */
function wordsOf(error: unknown): { message: string; isLogIn: boolean } {
  const failure: { message: string; code?: string; response?: string; cause?: unknown } =
    error instanceof Error ? error : new Error(String(error));
  // Where imapflow's error is the cause: imapFailure.ts.
  const cause: ImapFlowError | undefined = failure.cause instanceof Error ? failure.cause : undefined;
  return {
    message: failure.response ?? failure.message,
    isLogIn: failure.code === 'EAUTH' || cause?.authenticationFailed === true,
  };
}
