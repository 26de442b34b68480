import type { CheckInput, CheckSection } from '../domain/check.ts';
import { crmTitle } from '../domain/crmNames.ts';
import type { CrmSource } from '../integrations/crm/crm.ts';
import { findWorkspaces } from '../store/crm/inbox.ts';
import type { Db } from '../store/database/db.ts';
import { checkCrm } from './crms.ts';
import { checkMail, checkSlackFor } from './mailAndSlack.ts';
import { mailUrlOpener } from './openMailUrl.ts';

export interface ConnectionDeps {
  db: Db;
  smtpUrl: string | undefined;
  imapUrl: string | undefined;
  slack: { token: string; slackApiUrl: string | undefined } | undefined;
  secretKey: string | undefined;
  sources: ReadonlyMap<string, CrmSource>;
  /** Whose CRMs they are; undefined: the only workspace's. */
  crmWorkspace: string | undefined;
  publicUrl: string;
}

/** Looks at one connection as a workspace uses it. Changes nothing but what is known of a CRM's owners. */
export async function checkConnection(deps: ConnectionDeps, input: CheckInput): Promise<CheckSection[]> {
  const { workspaceId, name } = input;
  const { slack, secretKey } = deps;
  const mailAndSlack = { ...deps, slack, workspaceId, openMailUrl: mailUrlOpener(secretKey) };
  switch (name) {
    case 'smtp':
    case 'imap':
      return checkMail(mailAndSlack, [name]);
    case 'slack':
      return [await checkSlackFor(mailAndSlack)];
    case 'hubspot':
    case 'bottlecrm':
      return [await checkCrmOf(deps, input, name)];
  }
}

async function checkCrmOf(
  { db, sources, crmWorkspace, publicUrl }: ConnectionDeps,
  { workspaceId, takesWebhooks }: CheckInput,
  name: 'hubspot' | 'bottlecrm',
): Promise<CheckSection> {
  const title = crmTitle(name);
  const source = sources.get(name);
  if (source === undefined) {
    const detail = `not connected: it has no credential (docs/${name}.md)`;
    return { title, lines: [{ what: title, ok: true, detail }] };
  }
  // What a CRM tells of its owners is nobody else's.
  const [owner, ...others] = await findWorkspaces(db, crmWorkspace);
  if (owner !== workspaceId || others.length > 0) {
    const detail = 'belongs to another workspace of this installation, or to none';
    const todo = 'set CRM_WORKSPACE to the workspace whose it is, and restart';
    return { title, lines: [{ what: title, ok: false, detail, todo }] };
  }
  const hasWebhookSecret = { hubspot: takesWebhooks, bottlecrm: takesWebhooks };
  return checkCrm({ db, workspaceId, publicUrl, hasWebhookSecret }, source);
}
