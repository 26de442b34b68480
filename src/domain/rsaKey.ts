import { createPrivateKey } from 'node:crypto';

/** Shorter keys may not sign mail (RFC 8301, section 3.2). */
const MIN_BITS = 1024;

/** Whether a text is a private RSA key in PEM, without a passphrase, long enough to sign mail with. */
export function isRsaKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_BITS;
  } catch {
    return false;
  }
}
