/**
 * What Signoff asks of a CRM. A real one plugs in by implementing CrmClient: each method returns an effect that makes one
 * request, awaits the fence immediately before it, marks what it makes with the attempt's key (an id that the caller may choose, a
 * unique property, a line in the body) and finds it again by that mark in `ask`.
 */
import type { Urgency } from '../../domain/actionTypes.ts';
import type { Effect } from '../../domain/delivery.ts';

interface CrmRecord {
  workspaceId: string;
  /** The rep in whose name it is made. */
  userId: string;
  /** Who owns it in the CRM, by the CRM's id; without it the rep's own. */
  ownerId?: string | undefined;
  subject: string;
  body?: string | undefined;
  companyId?: string | undefined;
  dealId?: string | undefined;
  contactId?: string | undefined;
}

export interface CrmTask extends CrmRecord {
  /** RFC 3339. */
  dueAt: string;
  priority: Urgency;
}

export interface CrmTouch extends CrmRecord {
  touchType: 'note' | 'meeting' | 'call' | 'email' | 'form';
  /** RFC 3339. */
  occurredAt: string;
}

export interface CrmClient {
  /** As an action's `crm` names it. */
  readonly name: string;
  createTask(task: CrmTask): Effect;
  logTouch(touch: CrmTouch): Effect;
}
