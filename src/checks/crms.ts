/** Looks at everything that must be right for a CRM, and says what to do where it is not. */

import { commandLine } from '../cli/commandLine.ts';
import type { CheckLine, CheckSection } from '../domain/check.ts';
import { BUILT_IN, type ConnectedCrm, crmTitle, isConnectedCrm, noCredential } from '../domain/crmNames.ts';
import { DeliveryError } from '../domain/delivery.ts';
import type { CrmSource } from '../integrations/crm/crm.ts';
import { lastWebhookAt, mapReps, readWorkspaceCrm } from '../store/crm/crmChecks.ts';
import { saveOwners } from '../store/crm/crmDirectory.ts';
import type { Db } from '../store/database/db.ts';

export interface CheckDeps {
  db: Db;
  workspaceId: string;
  sources: ReadonlyMap<string, CrmSource>;
  publicUrl: string | undefined;
  /** Whether the webhooks' secret of a CRM is configured. */
  hasWebhookSecret: Readonly<Record<ConnectedCrm, boolean>>;
}

/** Of all the requests of one CRM. */
const TIMEOUT_MS = 60_000;

const WEBHOOK_SECRET: Readonly<Record<ConnectedCrm, string>> = {
  hubspot: 'HUBSPOT_CLIENT_SECRET',
  bottlecrm: 'BOTTLECRM_WEBHOOK_SECRET',
};

/** First where the workspace writes to, then each configured CRM. */
export async function checkCrms(deps: CheckDeps): Promise<CheckSection[]> {
  const sections = [{ title: `Workspace ${deps.workspaceId}`, lines: [await checkWorkspace(deps)] }];
  for (const source of deps.sources.values()) sections.push(await checkCrm(deps, source));
  return sections;
}

/** One of them. Its owners are read anew and kept. */
export async function checkCrm(deps: Omit<CheckDeps, 'sources'>, source: CrmSource): Promise<CheckSection> {
  const credential = await source.check(AbortSignal.timeout(TIMEOUT_MS));
  const lines = [...credential, ...(await checkWebhooks(deps, source.name)), ...(await checkOwners(deps, source))];
  return { title: crmTitle(source.name), lines };
}

async function checkWorkspace({ db, workspaceId, sources }: CheckDeps): Promise<CheckLine> {
  const crm = await readWorkspaceCrm(db, workspaceId);
  const what = 'tasks and touches';
  const detail = `go to ${crmTitle(crm)}, those of a connected CRM's own triggers back to that CRM`;
  if (crm === BUILT_IN || sources.has(crm)) return { what, ok: true, detail };
  const todo = `or write elsewhere: ${commandLine('admin', ['workspace', 'set', workspaceId, '--crm', BUILT_IN])}`;
  return {
    what,
    ok: false,
    detail: `go to ${crmTitle(crm)}, which has no credential`,
    todo: `${noCredential(crm)}; ${todo}`,
  };
}

async function checkWebhooks(deps: Omit<CheckDeps, 'sources'>, crm: string): Promise<CheckLine[]> {
  if (!isConnectedCrm(crm)) return [];
  const { db, workspaceId, publicUrl, hasWebhookSecret } = deps;
  const secret = WEBHOOK_SECRET[crm];
  if (!hasWebhookSecret[crm]) {
    const detail = 'no secret is configured: changes are found by the poll only, up to five minutes late';
    return [{ what: 'webhooks', ok: false, detail, todo: `set ${secret}, as docs/${crm}.md tells` }];
  }
  const target = `${publicUrl?.replace(/\/$/, '') ?? '{PUBLIC_URL}'}/webhooks/${crm}`;
  const reachable: CheckLine = publicUrl?.startsWith('https:')
    ? { what: 'webhook address', ok: true, detail: target }
    : {
        what: 'webhook address',
        ok: false,
        detail: `${target} is not an https address`,
        todo: 'set PUBLIC_URL to the https address at which the internet reaches Signoff',
      };
  const last = await lastWebhookAt(db, { workspaceId, crm });
  const heard: CheckLine =
    last === undefined
      ? {
          what: 'webhook events',
          ok: false,
          detail: 'none has come in the last days',
          todo: `change a deal in ${crmTitle(crm)}; where nothing comes, look there at the deliveries to ${target}`,
        }
      : { what: 'webhook events', ok: true, detail: `the last one came on ${inUtc(last)}` };
  return [reachable, heard];
}

async function checkOwners(
  { db, workspaceId }: Pick<CheckDeps, 'db' | 'workspaceId'>,
  source: CrmSource,
): Promise<CheckLine[]> {
  const scope = { workspaceId, crm: source.name };
  const title = crmTitle(source.name);
  try {
    await saveOwners(db, scope, await source.listOwners(AbortSignal.timeout(TIMEOUT_MS)));
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const todo = 'see above: without them nothing can be given to anybody';
    return [{ what: 'owners', ok: false, detail: error.message, todo }];
  }
  const reps = await mapReps(db, scope);
  return reps.map(({ id, name, email, ownerId }) => {
    const what = `owner of ${name}`;
    if (ownerId !== undefined) return { what, ok: true, detail: `${ownerId} in ${title}` };
    const todo = `invite ${email} to ${title}, or name their owner ID: ${commandLine('admin', ['user', 'set', id, '--crm-owner', 'ID'])}`;
    return { what, ok: false, detail: `nobody active in ${title} has the address ${email}`, todo };
  });
}

/** Wherever it is read, it means the same. */
function inUtc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' at ')} UTC`;
}
