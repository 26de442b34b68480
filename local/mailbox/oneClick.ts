/** What a message says of unsubscribing, read as mail programs read it. */

export interface OneClick {
  url: string;
  /** What the POST says. */
  name: string;
  value: string;
}

/** Plain http only on this machine, where there is no other. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Undefined where there is no one-click: both headers, and one https URI among those of the first (RFC 8058, sections 3.1 and
 * 3.2; the list of URIs is RFC 2369's, section 2).
 *
 * @param headers by names in lower case
 */
export function oneClickOf(headers: Readonly<Record<string, string>>): OneClick | undefined {
  const { 'list-unsubscribe': uris = '', 'list-unsubscribe-post': post = '' } = headers;
  const urls = [...uris.matchAll(/<([^<>]*)>/g)].map(([, uri = '']) => uri.trim()).filter(isWeb);
  const [name = '', value] = post.trim().split('=', 2);
  const [url] = urls;
  if (urls.length !== 1 || url === undefined || name !== 'List-Unsubscribe' || value !== 'One-Click') return undefined;
  return { url, name, value };
}

function isWeb(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}
