import { findWorkspaces } from '../store/crm/inbox.ts';
import type { Db } from '../store/database/db.ts';
import { Problem } from './problems.ts';

/**
 * The workspace that the installation's CRMs belong to: the configured one, or the only one there is. Found once and
 * remembered; asked again as long as there is none, so that it may be made after the start.
 */
export function createWorkspaceOfInstallation(db: Db, configured: string | undefined): () => Promise<string> {
  let found: string | undefined;
  return async () => {
    found ??= choose(await findWorkspaces(db, configured));
    return found;
  };
}

function choose([first, second]: string[]): string {
  if (first === undefined) throw new Problem('no-workspace', 'the workspace of the CRM is not there (yet)');
  if (second !== undefined) throw new Problem('no-workspace', 'there are several workspaces: set CRM_WORKSPACE to one');
  return first;
}
