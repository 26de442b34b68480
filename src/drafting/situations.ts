/** What stays the same whatever the figures are. How urgent a trigger is follows rules of its own: domain/urgency.ts. */
import type { TriggerType } from '../domain/triggers.ts';

export interface SituationDraft {
  severity: 'info' | 'warning' | 'critical';
  /** How to write to the contact: ask where something went wrong, be light where nothing did. */
  tone: 'consultative' | 'confident' | 'friendly' | 'warm';
  touchType: 'note' | 'meeting' | 'call' | 'email' | 'form';
}

export const SITUATIONS: Readonly<Record<TriggerType, SituationDraft>> = {
  deal_stage_regression: { severity: 'warning', tone: 'consultative', touchType: 'note' },
  deal_value_decrease: { severity: 'warning', tone: 'consultative', touchType: 'note' },
  deal_value_increase: { severity: 'info', tone: 'friendly', touchType: 'note' },
  deal_close_date_pushed: { severity: 'warning', tone: 'consultative', touchType: 'note' },
  deal_competitor_added: { severity: 'warning', tone: 'confident', touchType: 'note' },
  new_contact_high_fit: { severity: 'info', tone: 'friendly', touchType: 'note' },
  email_opened_multiple: { severity: 'info', tone: 'friendly', touchType: 'email' },
  activity_slump: { severity: 'warning', tone: 'friendly', touchType: 'note' },
  champion_title_change: { severity: 'info', tone: 'friendly', touchType: 'note' },
  champion_cold: { severity: 'critical', tone: 'warm', touchType: 'note' },
  multi_thread_engagement: { severity: 'info', tone: 'friendly', touchType: 'note' },
  meeting_completed: { severity: 'info', tone: 'friendly', touchType: 'meeting' },
  form_submission: { severity: 'info', tone: 'friendly', touchType: 'form' },
};
