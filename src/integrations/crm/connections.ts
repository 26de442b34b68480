/** Which CRMs this installation has a credential for, and what is made of it. */
import { BUILT_IN } from '../../domain/crmNames.ts';
import { createBottleCrmClient } from './bottlecrm/client.ts';
import { createBottleCrmSource } from './bottlecrm/source.ts';
import type { CrmClient, CrmSource } from './crm.ts';
import { createHubspotClient } from './hubspot/client.ts';
import { createHubspotSource } from './hubspot/source.ts';

/** The credentials; undefined where there is none. */
export interface CrmSettings {
  hubspot?: { accessToken: string; baseUrl?: string };
  bottlecrm?: { url: string; token: string; webUrl?: string };
}

/** The settings as environment variables name them. */
export interface CrmVariables {
  HUBSPOT_ACCESS_TOKEN?: string;
  HUBSPOT_BASE_URL?: string;
  BOTTLECRM_URL?: string;
  BOTTLECRM_TOKEN?: string;
  BOTTLECRM_WEB_URL?: string;
}

export function crmSettings(variables: CrmVariables): CrmSettings {
  const { HUBSPOT_ACCESS_TOKEN: accessToken, HUBSPOT_BASE_URL: baseUrl } = variables;
  const { BOTTLECRM_URL: url, BOTTLECRM_TOKEN: token, BOTTLECRM_WEB_URL: webUrl } = variables;
  return {
    hubspot: accessToken === undefined ? undefined : { accessToken, baseUrl },
    bottlecrm: url === undefined || token === undefined ? undefined : { url, token, webUrl },
  };
}

/** The CRMs that can be written to: the built-in one always. */
export function writableCrms({ hubspot, bottlecrm }: CrmSettings): ReadonlySet<string> {
  return new Set([
    BUILT_IN,
    ...(hubspot === undefined ? [] : ['hubspot']),
    ...(bottlecrm === undefined ? [] : ['bottlecrm']),
  ]);
}

/** Of one request. Some effects make two, and an activity has two minutes. */
const TIMEOUT_MS = 20_000;

/** The way out, by name; the built-in CRM, which lives in the database, is not among them. */
export function createCrmClients({ hubspot, bottlecrm }: CrmSettings): ReadonlyMap<string, CrmClient> {
  return byName([
    ...(hubspot === undefined ? [] : [createHubspotClient({ ...hubspot, timeoutMs: TIMEOUT_MS })]),
    ...(bottlecrm === undefined ? [] : [createBottleCrmClient({ ...bottlecrm, timeoutMs: TIMEOUT_MS })]),
  ]);
}

/** What poll, import and `crm check` ask, by name. */
export function createCrmSources({ hubspot, bottlecrm }: CrmSettings): ReadonlyMap<string, CrmSource> {
  return byName([
    ...(hubspot === undefined ? [] : [createHubspotSource({ ...hubspot, timeoutMs: TIMEOUT_MS })]),
    ...(bottlecrm === undefined ? [] : [createBottleCrmSource({ ...bottlecrm, timeoutMs: TIMEOUT_MS })]),
  ]);
}

function byName<T extends { name: string }>(all: T[]): ReadonlyMap<string, T> {
  return new Map(all.map((each) => [each.name, each]));
}
