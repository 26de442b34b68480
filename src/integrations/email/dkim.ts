/** Signs what leaves through our own relay: DomainKeys Identified Mail, RFC 6376. */
import { buffer } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim';
import type { BuiltMessage } from './message.ts';

export interface DkimKey {
  /** Whose mail it signs, in lower case. */
  domain: string;
  selector: string;
  /** An RSA key in PEM. */
  privateKey: string;
}

/**
 * Those of our messages' headers that tell a reader something, as RFC 6376, section 5.4.1, has them, and both by which one
 * unsubscribes (RFC 8058, section 4). nodemailer's own list lacks the last one, and signs none that is not here.
 */
const SIGNED_HEADERS = [
  'From',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'To',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'X-Action-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
].join(':');

/**
 * The message with its signature in front, where it is from the key's domain; else as it is: the signature of another domain
 * says nothing of From (RFC 7489, section 3.1). Signed again it is the same to the byte: RSA with PKCS #1 v1.5 has nothing of
 * chance, and the signature says no time.
 */
export async function signed(message: BuiltMessage, { domain, selector, privateKey }: DkimKey): Promise<BuiltMessage> {
  const { from } = message.envelope;
  if (from.slice(from.lastIndexOf('@') + 1).toLowerCase() !== domain) return message;
  const signer = new DKIM({ domainName: domain, keySelector: selector, privateKey, headerFieldNames: SIGNED_HEADERS });
  return { ...message, raw: await buffer(signer.sign(message.raw)) };
}
