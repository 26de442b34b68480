/** What poll, import and `crm check` ask of HubSpot. */
import type { ChangedPage, CrmOwnerRecord, CrmSource } from '../crm.ts';
import { listAll, listSince } from './changed.ts';
import { checkHubspot, readTokenInfo } from './check.ts';
import { type HubspotSettings, hubspotCall } from './connection.ts';
import { ASKING } from './failure.ts';
import { HUBSPOT } from './inbound.ts';
import { listPipelines } from './pipelines.ts';

const OWNERS_PAGE = 500;

export function createHubspotSource(settings: HubspotSettings): CrmSource {
  let account: Promise<string> | undefined;
  /** For links into HubSpot, which nothing depends on: '' where the account is not told. */
  const portalId = (signal: AbortSignal) => {
    account ??= readTokenInfo(settings, signal).then(
      (info) => info?.portalId ?? '',
      () => {
        account = undefined;
        return '';
      },
    );
    return account;
  };
  return {
    name: HUBSPOT,
    listOwners: async (signal) => [
      ...(await listOwners(settings, true, signal)),
      ...(await listOwners(settings, false, signal)),
    ],
    listPipelines: (signal) => listPipelines(settings, signal),
    async listChanged(kind, { since, cursor, bulk }, signal): Promise<ChangedPage> {
      const about = { kind, bulk, portalId: await portalId(signal) };
      return since === null
        ? listAll(settings, about, cursor, signal)
        : listSince(settings, about, { since, cursor }, signal);
    },
    check: (signal) => checkHubspot(settings, signal),
  };
}

async function listOwners(settings: HubspotSettings, active: boolean, signal: AbortSignal): Promise<CrmOwnerRecord[]> {
  const owners: CrmOwnerRecord[] = [];
  let after: string | undefined;
  do {
    const from = after;
    const page = await hubspotCall(settings, { signal, meaning: ASKING }, ({ crm }, options) =>
      crm.owners.ownersApi.getPage(undefined, from, OWNERS_PAGE, !active, options),
    );
    for (const { id, email, firstName, lastName } of page.results) {
      const name = [firstName, lastName].filter(Boolean).join(' ') || null;
      owners.push({ id, email: email || null, name, active });
    }
    after = page.paging?.next?.after;
  } while (after !== undefined);
  return owners;
}
