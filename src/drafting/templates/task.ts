/** create_followup_task: title and text of the task, for the rep, with all that is known. See facts.ts for the names. */
import type { TriggerType } from '../../domain/triggers.ts';
import type { Block } from './block.ts';

export const TASK: Readonly<Record<TriggerType, Block>> = {
  deal_stage_regression: {
    subject: 'Find out why {{ deal }} moved back{% if to %} to {{ to }}{% endif %}',
    body: `{{ news }}

Ask {{ contact }} what has changed, and agree on what has to be settled before it can move on. If the earlier step was logged too soon, correct the forecast.`,
  },
  deal_value_decrease: {
    subject: 'Review the lower value of {{ deal }}{% if to %} ({{ from }} → {{ to }}){% endif %}',
    body: `{{ news }}

Find out from {{ contact }} what was taken out and why. See whether it can come back in a later step, and correct the forecast.`,
  },
  deal_value_increase: {
    subject: 'Confirm the larger scope of {{ deal }}{% if to %} ({{ from }} → {{ to }}){% endif %}',
    body: `{{ news }}

Confirm the scope with {{ contact }} in writing, and check that delivery can take it on.`,
  },
  deal_close_date_pushed: {
    subject: 'Agree on a next step for {{ deal }}{% if to %}, now closing {{ to }}{% endif %}',
    body: `{{ news }}

Ask {{ contact }} what the delay depends on, and put a dated next step into the calendar on both sides.`,
  },
  deal_competitor_added: {
    subject: 'Prepare {{ deal }} against {{ competitor | default: "the new competitor" }}',
    body: `{{ news }}

Find out from {{ contact }} who asked for the comparison and what it will be judged by. Offer a reference from their industry.`,
  },
  new_contact_high_fit: {
    subject: 'Get in touch with {{ contact }}',
    body: `{{ news }}

Look at what {{ company | default: "the company" }} does and write two lines that only they could receive.`,
  },
  email_opened_multiple: {
    subject: 'Call {{ contact }} while you are on their mind',
    body: `{{ news }}

Call about what the emails were on, and offer to go through it together. Do not mention the opens.`,
  },
  activity_slump: {
    subject: 'Bring {{ deal }} back into conversation{% if days %} after {{ days }} of silence{% endif %}',
    body: `{{ news }}

Give {{ contact }} a reason to answer: something new, a date, a question only they can answer. If nothing comes, ask someone else at {{ company | default: "the account" }}, or close it.`,
  },
  champion_title_change: {
    subject: 'Ask {{ contact }} what the new role means for {{ deal }}',
    body: `{{ news }}

Find out whether {{ contact }} still decides on this, and who else should know us by now.`,
  },
  champion_cold: {
    subject: 'Reach {{ contact }} in another way',
    body: `{{ news }}

Try the phone, or a colleague who knows {{ contact }}. Find a second supporter at {{ company | default: "the account" }} in the meantime.`,
  },
  multi_thread_engagement: {
    subject: 'Bring the contacts at {{ company | default: "the account" }} together',
    body: `{{ news }}

Find out what set this off, and offer one session for all of them.`,
  },
  meeting_completed: {
    subject: 'Follow up on the meeting with {{ contact }}',
    body: `{{ news }}

Write down what was agreed, send it to {{ contact }}, and date the next step.`,
  },
  form_submission: {
    subject: 'Answer the form of {{ contact }}',
    body: `{{ news }}

Read what was asked and answer it first; then offer a call.`,
  },
};
