import { escapeHtml } from '../domain/escapeHtml.ts';

/** Nothing is loaded or run. */
export const GOING_ON_CSP = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * A page that goes on by itself. The session's cookie is SameSite=Strict: it does not come along where another site has sent
 * the browser, by whatever redirects (draft-ietf-httpbis-rfc6265bis, section 5.2), but from a page of ours it does.
 *
 * @param path a path of ours
 */
export function goingOn(path: string): string {
  const to = escapeHtml(path);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="0; url=${to}">
<title>Signed in</title>
</head>
<body>
<p>You are signed in. <a href="${to}">Go on</a></p>
</body>
</html>
`;
}
