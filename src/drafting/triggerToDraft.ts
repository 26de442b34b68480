import type { ActionType } from '../domain/actionTypes.ts';
import type { TriggerFacts } from '../domain/crm.ts';
import type { JsonObject } from '../domain/json.ts';
import type { SharedHistory } from '../domain/sharedHistory.ts';
import type { Subject } from '../domain/subject.ts';
import type { OwnTemplate } from '../domain/templates.ts';
import type { TriggerType } from '../domain/triggers.ts';
import type { MeetingCalendars } from './meetingTimes.ts';

/** A trigger and what is needed to propose an action for it. */
export interface TriggerToDraft {
  triggerType: TriggerType;
  actionType: ActionType;
  subject: Subject;
  /** The figures, where it was detected rather than posted by hand. */
  facts?: TriggerFacts;
  /** Parameters the trigger came with: each wins over the drafted one. */
  given: JsonObject;
  contextSummary?: string;
  occurredAt: Date;
  now: Date;
  /** `company`: which he writes for. */
  rep: { displayName: string; timeZone: string; company?: string };
  /** What the contact knows, too; absent: nothing is known. */
  shared?: SharedHistory;
  /** When rep and contact are at work; absent: no times are proposed. */
  calendars?: MeetingCalendars | undefined;
  /** The rep's template, or the workspace's; absent: ours. */
  own?: OwnTemplate | undefined;
  /** ISO 4217, for amounts that name none. */
  currency: string;
}
