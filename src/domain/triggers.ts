import type { ActionType } from './actionTypes.ts';

/**
 * What a CRM change is called and the action it proposes unless the trigger, the user or the workspace names another.
 * The first nine are the published contract; the last four complete it.
 */
export const TRIGGER_ACTION_MAP = {
  deal_stage_regression: 'create_followup_task',
  deal_value_decrease: 'draft_email',
  deal_value_increase: 'notify_rep',
  deal_close_date_pushed: 'create_followup_task',
  deal_competitor_added: 'create_followup_task',
  new_contact_high_fit: 'draft_email',
  email_opened_multiple: 'create_followup_task',
  activity_slump: 'draft_email',
  champion_title_change: 'notify_rep',
  champion_cold: 'draft_email',
  multi_thread_engagement: 'notify_rep',
  meeting_completed: 'log_touch',
  form_submission: 'log_touch',
} as const satisfies Record<string, ActionType>;

export type TriggerType = keyof typeof TRIGGER_ACTION_MAP;

// Object.keys forgets the key type; the object above is closed, so this is exactly its keys.
export const TRIGGER_TYPES = Object.keys(TRIGGER_ACTION_MAP) as [TriggerType, ...TriggerType[]];

/** Triggers about one contact: two contacts of one company are two situations. */
const PER_CONTACT: readonly TriggerType[] = ['new_contact_high_fit', 'email_opened_multiple', 'champion_title_change'];

/** Triggers about one event: two meetings are two situations. */
const PER_EVENT: readonly TriggerType[] = ['meeting_completed', 'form_submission'];

/** Which id, besides company and deal, tells two situations of this trigger apart. */
export function situationScope(triggerType: TriggerType): 'contact' | 'event' | 'deal' {
  if (PER_CONTACT.includes(triggerType)) return 'contact';
  return PER_EVENT.includes(triggerType) ? 'event' : 'deal';
}

/** What a trigger came to, as `trigger_log` keeps it. */
export const TRIGGER_OUTCOMES = [
  'created',
  'duplicate',
  'below_threshold',
  'no_owner',
  'switched_off',
  'bulk',
  'stale',
  'deleted',
  'too_many_open',
  'not_applicable',
] as const;
export type TriggerOutcome = (typeof TRIGGER_OUTCOMES)[number];
