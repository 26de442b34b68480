import { crmTitle, isConnectedCrm, noCredential } from '../domain/crmNames.ts';
import { DeliveryError, type Effect } from '../domain/delivery.ts';
import { readParams } from '../domain/params/validate.ts';
import type { CrmClient } from '../integrations/crm/crm.ts';
import { saveConnection } from '../store/crm/crmConnections.ts';
import { findOwnerId } from '../store/crm/crmDirectory.ts';
import type { Db } from '../store/database/db.ts';
import type { ActionRow } from '../store/database/schema.ts';
import type { PrepareEffect } from './execute.ts';

/** The configured CRMs by name; every action carries the name of its own. */
export type CrmClients = ReadonlyMap<string, CrmClient>;

export interface CrmDeps {
  db: Db;
  crms: CrmClients;
}

/** Creates the follow-up task in the action's CRM, on the deal and the contact. */
export function createFollowupTask(deps: CrmDeps): PrepareEffect {
  return async (action) => {
    const { subject, body, dueAt, urgency } = readParams('create_followup_task', action.action_params);
    const record = await recordOf(deps, action);
    return watched(
      deps,
      action,
      clientOf(deps, action).createTask({ ...record, subject, body, dueAt, priority: urgency }),
    );
  };
}

/** Logs the touch on the timeline of the action's CRM. */
export function logTouch(deps: CrmDeps): PrepareEffect {
  return async (action) => {
    const { subject, body, touchType, occurredAt } = readParams('log_touch', action.action_params);
    const record = await recordOf(deps, action);
    return watched(deps, action, clientOf(deps, action).logTouch({ ...record, subject, body, touchType, occurredAt }));
  };
}

/** Has a refused credential seen at once in `/readyz`, and not at the next poll. */
function watched({ db }: CrmDeps, { workspace_id: workspaceId, crm }: ActionRow, effect: Effect): Effect {
  const note = async (error: unknown): Promise<never> => {
    if (error instanceof DeliveryError && error.credentialRefused) {
      await saveConnection(db, { workspaceId, crm }, { ok: false, detail: error.message });
    }
    throw error;
  };
  const { perform, ask } = effect;
  return {
    perform: (attempt) => perform(attempt).catch(note),
    ask: ask && ((attempt) => ask(attempt).catch(note)),
  };
}

function clientOf({ crms }: CrmDeps, { crm }: ActionRow): CrmClient {
  const client = crms.get(crm);
  if (client === undefined) throw new DeliveryError('permanent', noCredential(crm));
  return client;
}

async function recordOf({ db }: CrmDeps, { workspace_id, user_id, crm, subject: situation }: ActionRow) {
  const isConnected = isConnectedCrm(crm);
  const ownerId = isConnected ? await findOwnerId(db, { workspaceId: workspace_id, crm }, user_id) : undefined;
  // The claim has looked already; the owners may have changed since.
  if (ownerId === undefined && isConnected) {
    throw new DeliveryError('permanent', `the rep is not an active owner in ${crmTitle(crm)}`);
  }
  return {
    workspaceId: workspace_id,
    userId: user_id,
    ownerId,
    companyId: situation.company?.id,
    dealId: situation.deal?.id,
    contactId: situation.contact?.id,
    contactName: situation.contact?.name,
  };
}
