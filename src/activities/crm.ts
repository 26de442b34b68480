import { DeliveryError } from '../domain/delivery.ts';
import { readParams } from '../domain/params/validate.ts';
import type { CrmClient } from '../integrations/crm/crm.ts';
import type { ActionRow } from '../store/schema.ts';
import type { PrepareEffect } from './execute.ts';

/** The configured CRMs by name; every action carries the name of its own. */
export type CrmClients = ReadonlyMap<string, CrmClient>;

/** Creates the follow-up task in the action's CRM, on the deal and the contact. */
export function createFollowupTask(crms: CrmClients): PrepareEffect {
  return async (action) => {
    const { subject, body, dueAt, urgency } = readParams('create_followup_task', action.action_params);
    return clientOf(crms, action).createTask({ ...recordOf(action), subject, body, dueAt, priority: urgency });
  };
}

/** Logs the touch on the timeline of the action's CRM. */
export function logTouch(crms: CrmClients): PrepareEffect {
  return async (action) => {
    const { subject, body, touchType, occurredAt } = readParams('log_touch', action.action_params);
    return clientOf(crms, action).logTouch({ ...recordOf(action), subject, body, touchType, occurredAt });
  };
}

function clientOf(crms: CrmClients, action: ActionRow): CrmClient {
  const client = crms.get(action.crm);
  if (client === undefined)
    throw new DeliveryError('permanent', `no connection to the CRM ${action.crm} is configured`);
  return client;
}

function recordOf({ workspace_id, user_id, subject: situation }: ActionRow) {
  return {
    workspaceId: workspace_id,
    userId: user_id,
    companyId: situation.company?.id,
    dealId: situation.deal?.id,
    contactId: situation.contact?.id,
  };
}
