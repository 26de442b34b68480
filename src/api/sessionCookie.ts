import type { FastifyReply } from 'fastify';

/**
 * The name of the cookie that holds a browser's session. Where people come by https it begins with `__Host-`: browsers take
 * such a cookie only from the host itself, secure and for every path, so that no neighbouring subdomain can plant one
 * (draft-ietf-httpbis-rfc6265bis, section 4.1.3.2).
 */
export function sessionCookieName(publicUrl: string | undefined): string {
  return isHttps(publicUrl) ? '__Host-signoff_session' : 'signoff_session';
}

/** The name of the cookie by which a browser is known that has been sent to an identity provider; the same holds of it. */
export function attemptCookieName(publicUrl: string | undefined): string {
  return isHttps(publicUrl) ? '__Host-signoff_sign_in' : 'signoff_sign_in';
}

/** Whether people reach this by https. */
export function isHttps(publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith('https:') ?? false;
}

/**
 * Has the browser of whoever signs out forget what the screens kept in it, unsaved drafts included (W3C, Clear Site Data). Not
 * its cache, which holds the application alone, as no answer with data may be stored, and is slow to be cleared.
 */
export function forgetOnDevice(reply: FastifyReply): void {
  reply.header('clear-site-data', '"storage"');
}
