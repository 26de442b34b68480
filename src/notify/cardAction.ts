import type { ActionType, Urgency } from '../domain/actionTypes.ts';
import type { ActionState } from '../domain/decide.ts';
import type { Failure } from '../domain/delivery.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Leave } from '../domain/sendingRules.ts';
import type { Subject } from '../domain/subject.ts';
import type { TriggerType } from '../domain/triggers.ts';

/** An action as its row has it, with the names of those whom it names. */
export interface CardAction {
  id: string;
  userId: string;
  ownerName: string;
  actionType: ActionType;
  triggerType: TriggerType;
  contextSummary: string;
  urgency: Urgency;
  subject: Subject;
  params: JsonObject;
  state: ActionState;
  /** Of whoever has approved, or decided; null: nobody whom we know. */
  deciderName: string | null;
  cancelReason: string | null;
  failure: Failure | null;
  /** When an email that waits would leave once it is approved, where the workspace's rules keep it until then. */
  leave: Leave | null;
  /** When it ended as it did. */
  updatedAt: Date;
}
