/** What is connected, and what looking at it has found, in plain words for whoever runs Signoff. */

/** One thing that was looked at. Never with a secret in it. */
export interface CheckLine {
  what: string;
  ok: boolean;
  detail: string;
  /** What to do where it is not ok. */
  todo?: string;
}

/** Lines that belong together. */
export interface CheckSection {
  title: string;
  lines: CheckLine[];
}

/** What an administrator may have tested. */
export const CONNECTIONS = ['hubspot', 'bottlecrm', 'slack', 'smtp', 'imap', 'temporal'] as const;
export type ConnectionName = (typeof CONNECTIONS)[number];

/** What the worker tests, as it alone uses the credentials. */
export interface CheckInput {
  workspaceId: string;
  name: Exclude<ConnectionName, 'temporal'>;
  /** Of a CRM, whether its webhooks are taken: the API alone has what they are signed with. */
  takesWebhooks: boolean;
}
