/**
 * The CRMs that tasks and touches can be written to, by the names that actions, workspaces and mirror carry. What comes in
 * through the generic endpoint is of the CRM `webhook`, which nothing can be written to.
 */
export const BUILT_IN = 'built-in';

/** Those with a service of their own, what people call them, and what their credential is configured by. */
const CONNECTED = {
  hubspot: { title: 'HubSpot', credential: 'HUBSPOT_ACCESS_TOKEN' },
  bottlecrm: { title: 'BottleCRM', credential: 'BOTTLECRM_URL and BOTTLECRM_TOKEN' },
} as const;

export type ConnectedCrm = keyof typeof CONNECTED;

// Object.keys forgets the key type; the object above is closed, so this is exactly its keys.
export const CONNECTED_CRMS = Object.keys(CONNECTED) as [ConnectedCrm, ...ConnectedCrm[]];
export const WRITABLE_CRMS = [BUILT_IN, ...CONNECTED_CRMS] as const;

export function isConnectedCrm(name: string): name is ConnectedCrm {
  return Object.hasOwn(CONNECTED, name);
}

/** What people call a CRM; one we do not know is called by its name. */
export function crmTitle(name: string): string {
  if (isConnectedCrm(name)) return CONNECTED[name].title;
  return name === BUILT_IN ? 'the built-in CRM' : name;
}

/** Why nothing can be written to a CRM without its credential, in words for a reviewer. */
export function noCredential(name: string): string {
  if (isConnectedCrm(name)) return `${crmTitle(name)} has no credential: set ${CONNECTED[name].credential}`;
  return `nothing can be written to the CRM ${name}`;
}

/** Where a trigger's action goes: back to the CRM it came from, else to where its workspace keeps such things. */
export function crmOfAction(triggerCrm: string, workspaceCrm: string): string {
  return isConnectedCrm(triggerCrm) ? triggerCrm : workspaceCrm;
}
