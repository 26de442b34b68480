import type { ActionType } from './actionTypes.ts';
import { normaliseId } from './ids.ts';
import { situationScope, type TriggerType } from './triggers.ts';

export interface Situation {
  actionType: ActionType;
  triggerType: TriggerType;
  companyId?: string;
  dealId?: string;
  contactId?: string;
  eventId?: string;
}

/**
 * The key under which a user has at most one pending action: `action_type:company|none:deal|none:trigger_type`, and
 * the contact's or the event's id as a fifth part where the trigger is about one and names it.
 */
export function dedupKey(situation: Situation): string {
  const { actionType, triggerType, companyId, dealId } = situation;
  const parts: string[] = [actionType, idOrNone(companyId), idOrNone(dealId), triggerType];
  const scope = situationScope(triggerType);
  const scopeId = scope === 'contact' ? situation.contactId : scope === 'event' ? situation.eventId : undefined;
  if (scopeId !== undefined) parts.push(normaliseId(scopeId));
  return parts.join(':');
}

/**
 * The Temporal workflow ID of the n-th action of one situation: all of a situation's history stands together in the
 * Web UI, and no two actions share an ID. At most 255 bytes, as every part is bounded.
 */
export function actionWorkflowId(userId: string, key: string, occurrence: number): string {
  return `action/${userId}/${key}/${occurrence}`;
}

function idOrNone(id: string | undefined): string {
  return id === undefined ? 'none' : normaliseId(id);
}
