/**
 * What is said of each trigger, as Liquid templates. `title` and `happened` are for the reviewer and may use everything
 * known. `email` is for a contact: it is rendered without internal facts, and must not even hint at what was observed.
 */
import type { Urgency } from '../domain/actionTypes.ts';
import type { TriggerType } from '../domain/triggers.ts';

export interface SituationText {
  title: string;
  happened: string;
  email: { subject: string; body: string };
  urgency: Urgency;
  severity: 'info' | 'warning' | 'critical';
  tone: string;
  touchType: 'note' | 'meeting' | 'call' | 'email' | 'form';
}

const FOLLOW_UP = {
  subject: 'Following up on our discussion',
  body: 'I wanted to follow up on our discussion and hear where things stand on your side. Has anything changed that we should take into account?\n\nWould a short call this week suit you?',
};
const CHECK_IN = {
  subject: 'Checking in',
  body: 'It has been a little while since we last spoke, so I wanted to check in. Is there anything I can help you with at the moment?\n\nIf it suits you, I would be glad to find a time to talk.',
};
const INTRODUCTION = {
  subject: 'An introduction{% if company %} for {{ company }}{% endif %}',
  body: 'My name is {{ rep }}, and I look after companies like {{ company | default: "yours" }} with us. I would be glad to learn what you are working on and whether we can help.\n\nWould you have time for a short call?',
};
const THANKS = {
  subject: 'Thank you for your time',
  body: 'Thank you for your time. Please let me know if any questions have come up, or if there is something you would like us to prepare.',
};

export const SITUATIONS: Readonly<Record<TriggerType, SituationText>> = {
  deal_stage_regression: {
    title: 'Deal moved back{% if stage %} to {{ stage }}{% endif %}',
    happened: '{{ deal }} moved to an earlier stage{% if stage %}, now {{ stage }}{% endif %}',
    email: FOLLOW_UP,
    urgency: 'high',
    severity: 'warning',
    tone: 'consultative',
    touchType: 'note',
  },
  deal_value_decrease: {
    title: 'Deal value decreased{% if amount %} to {{ amount }}{% endif %}',
    happened: 'the value of {{ deal }} went down{% if amount %} to {{ amount }}{% endif %}',
    email: FOLLOW_UP,
    urgency: 'high',
    severity: 'warning',
    tone: 'consultative',
    touchType: 'note',
  },
  deal_value_increase: {
    title: 'Deal value increased{% if amount %} to {{ amount }}{% endif %}',
    happened: 'the value of {{ deal }} went up{% if amount %} to {{ amount }}{% endif %}',
    email: FOLLOW_UP,
    urgency: 'normal',
    severity: 'info',
    tone: 'friendly',
    touchType: 'note',
  },
  deal_close_date_pushed: {
    title: 'Close date pushed',
    happened: 'the close date of {{ deal }}{% if amount %} ({{ amount }}){% endif %} moved later',
    email: FOLLOW_UP,
    urgency: 'normal',
    severity: 'warning',
    tone: 'consultative',
    touchType: 'note',
  },
  deal_competitor_added: {
    title: 'Competitor on the deal',
    happened: 'a competitor was added to {{ deal }}{% if amount %} ({{ amount }}){% endif %}',
    email: FOLLOW_UP,
    urgency: 'high',
    severity: 'warning',
    tone: 'confident',
    touchType: 'note',
  },
  new_contact_high_fit: {
    title: 'New contact with a high fit',
    happened: '{{ contact }} is a new contact with a high fit',
    email: INTRODUCTION,
    urgency: 'normal',
    severity: 'info',
    tone: 'friendly',
    touchType: 'note',
  },
  email_opened_multiple: {
    title: 'Email opened several times',
    happened: '{{ contact }} opened an email several times',
    email: CHECK_IN,
    urgency: 'normal',
    severity: 'info',
    tone: 'friendly',
    touchType: 'email',
  },
  activity_slump: {
    title: 'No engagement for a while',
    happened: '{{ deal }}{% if amount %} ({{ amount }}){% endif %} has had no engagement for too long',
    email: CHECK_IN,
    urgency: 'normal',
    severity: 'warning',
    tone: 'friendly',
    touchType: 'note',
  },
  champion_title_change: {
    title: 'Champion has a new job title',
    happened: '{{ contact }}, the champion, has a new job title',
    email: CHECK_IN,
    urgency: 'normal',
    severity: 'info',
    tone: 'friendly',
    touchType: 'note',
  },
  champion_cold: {
    title: 'Champion has gone quiet',
    happened: '{{ contact }}, the champion, has stopped answering',
    email: CHECK_IN,
    urgency: 'high',
    severity: 'critical',
    tone: 'warm',
    touchType: 'note',
  },
  multi_thread_engagement: {
    title: 'Several contacts became active',
    happened: 'several contacts of {{ company | default: "the account" }} became active',
    email: CHECK_IN,
    urgency: 'normal',
    severity: 'info',
    tone: 'friendly',
    touchType: 'note',
  },
  meeting_completed: {
    title: 'Meeting took place',
    happened: 'a meeting with {{ contact }} took place',
    email: THANKS,
    urgency: 'low',
    severity: 'info',
    tone: 'friendly',
    touchType: 'meeting',
  },
  form_submission: {
    title: 'Form submitted',
    happened: '{{ contact }} submitted a form',
    email: INTRODUCTION,
    urgency: 'normal',
    severity: 'info',
    tone: 'friendly',
    touchType: 'form',
  },
};
