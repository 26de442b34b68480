/** Links that people follow: our own into the screens, and those that came from outside. Pure. */

/** A link from a CRM or a trigger: always shown with its host, as anybody may have chosen where it leads. */
export interface OutsideLink {
  href: string;
  /** With the port where it is no default; international names as Punycode, so that look-alikes are seen. */
  host: string;
}

/**
 * Whether a link from outside may be followed: https alone, and without a user name, which hides the host
 * (`https://crm.example@evil.test`). For every place where such a link is shown or sent.
 *
 * @returns undefined where it may not: its text is shown without it
 */
export function outsideLink(url: string | null | undefined): OutsideLink | undefined {
  if (url === null || url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, username, password, href, host } = new URL(url);
  return protocol === 'https:' && username === '' && password === '' ? { href, host } : undefined;
}

/** Where an action is seen and decided on: the one link to it that leaves Signoff. */
export function actionUrl(publicUrl: string, actionId: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/actions/${actionId}`;
}

/** Where somebody decides with a link that was sent to him alone. */
export function decisionUrl(publicUrl: string, secret: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/decide/${secret}`;
}
