/**
 * The name of the cookie that holds a browser's session. Where people come by https it begins with `__Host-`: browsers take
 * such a cookie only from the host itself, secure and for every path, so that no neighbouring subdomain can plant one
 * (draft-ietf-httpbis-rfc6265bis, section 4.1.3.2).
 */
export function sessionCookieName(publicUrl: string | undefined): string {
  return isHttps(publicUrl) ? '__Host-signoff_session' : 'signoff_session';
}

/** Whether people reach this by https. */
export function isHttps(publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith('https:') ?? false;
}
