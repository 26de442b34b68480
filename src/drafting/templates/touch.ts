/** log_touch: what stands on the CRM's timeline, for colleagues who read it months later. */
import type { TriggerType } from '../../domain/triggers.ts';
import type { ReviewerTexts } from '../summary.ts';
import { text } from '../template.ts';
import type { Block } from './block.ts';

/** The heading says what kind of thing happened, the text what exactly. */
const AS_IT_HAPPENED: Block<ReviewerTexts> = { version: 1, subject: ({ title }) => title, body: ({ news }) => news };

export const TOUCH: Readonly<Record<TriggerType, Block<ReviewerTexts>>> = {
  deal_stage_regression: AS_IT_HAPPENED,
  deal_value_decrease: AS_IT_HAPPENED,
  deal_value_increase: AS_IT_HAPPENED,
  deal_close_date_pushed: AS_IT_HAPPENED,
  deal_competitor_added: AS_IT_HAPPENED,
  new_contact_high_fit: AS_IT_HAPPENED,
  email_opened_multiple: AS_IT_HAPPENED,
  activity_slump: AS_IT_HAPPENED,
  champion_title_change: AS_IT_HAPPENED,
  champion_cold: AS_IT_HAPPENED,
  multi_thread_engagement: AS_IT_HAPPENED,
  meeting_completed: {
    version: 1,
    subject: ({ contact, event }) => text`Meeting with ${contact}${event ? text`: ${event}` : ''}`,
    body: ({ news }) => news,
  },
  form_submission: {
    version: 1,
    subject: ({ contact, event }) => text`Form from ${contact}${event ? text`: ${event}` : ''}`,
    body: ({ news }) => news,
  },
};
