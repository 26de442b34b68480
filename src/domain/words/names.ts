/** What action types and triggers are called, at every door. */
import type { ActionType, Urgency } from '../actionTypes.ts';
import type { TriggerType } from '../triggers.ts';

/** An action's type, on its card. */
export const actionTypes: Readonly<Record<ActionType, string>> = {
  send_email: 'Send email',
  draft_email: 'Draft email',
  create_followup_task: 'Create task',
  log_touch: 'Log touch',
  notify_rep: 'Slack message',
};

/** Before the contact's name, after the action type's. */
export const prepositions: Readonly<Record<ActionType, string>> = {
  send_email: 'to',
  draft_email: 'to',
  create_followup_task: 'about',
  log_touch: 'with',
  notify_rep: 'about',
};

/** What happened, in a few words. */
export const triggers: Readonly<Record<TriggerType, string>> = {
  deal_stage_regression: 'Stage moved back',
  deal_value_decrease: 'Deal value fell',
  deal_value_increase: 'Deal value rose',
  deal_close_date_pushed: 'Close date pushed',
  deal_competitor_added: 'Competitor added',
  new_contact_high_fit: 'New high-fit contact',
  email_opened_multiple: 'Email opened often',
  activity_slump: 'Gone quiet',
  champion_title_change: 'Champion’s new title',
  champion_cold: 'Champion gone cold',
  multi_thread_engagement: 'Several contacts active',
  meeting_completed: 'Meeting held',
  form_submission: 'Form submitted',
};

export const urgencies: Readonly<Record<Urgency, string>> = { high: 'Urgent', normal: 'Normal', low: 'Low' };
