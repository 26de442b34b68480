/** create_followup_task: title and text of the task, for the rep, with all that is known. See facts.ts for the names. */
import type { TriggerType } from '../../domain/triggers.ts';
import type { ReviewerTexts } from '../summary.ts';
import { text } from '../template.ts';
import type { Block } from './block.ts';

export const TASK: Readonly<Record<TriggerType, Block<ReviewerTexts>>> = {
  deal_stage_regression: {
    version: 1,
    subject: ({ deal, to }) => text`Find out why ${deal} moved back${to ? text` to ${to}` : ''}`,
    body: ({ contact, news }) => text`${news}

Ask ${contact} what has changed, and agree on what has to be settled before it can move on. If the earlier step was logged too soon, correct the forecast.`,
  },
  deal_value_decrease: {
    version: 1,
    subject: ({ deal, from, to }) =>
      text`Review the lower value of ${deal}${from && to ? text` (${from} → ${to})` : ''}`,
    body: ({ contact, news }) => text`${news}

Find out from ${contact} what was taken out and why. See whether it can come back in a later step, and correct the forecast.`,
  },
  deal_value_increase: {
    version: 1,
    subject: ({ deal, from, to }) =>
      text`Confirm the larger scope of ${deal}${from && to ? text` (${from} → ${to})` : ''}`,
    body: ({ contact, news }) => text`${news}

Confirm the scope with ${contact} in writing, and check that delivery can take it on.`,
  },
  deal_close_date_pushed: {
    version: 1,
    subject: ({ deal, to }) => text`Agree on a next step for ${deal}${to ? text`, now closing ${to}` : ''}`,
    body: ({ contact, news }) => text`${news}

Ask ${contact} what the delay depends on, and put a dated next step into the calendar on both sides.`,
  },
  deal_competitor_added: {
    version: 1,
    subject: ({ competitor, deal }) => text`Prepare ${deal} against ${competitor ?? 'the new competitor'}`,
    body: ({ contact, news }) => text`${news}

Find out from ${contact} who asked for the comparison and what it will be judged by. Offer a reference from their industry.`,
  },
  new_contact_high_fit: {
    version: 1,
    subject: ({ contact }) => text`Get in touch with ${contact}`,
    body: ({ company, news }) => text`${news}

Look at what ${company ?? 'the company'} does and write two lines that only they could receive.`,
  },
  email_opened_multiple: {
    version: 1,
    subject: ({ contact }) => text`Call ${contact} while you are on their mind`,
    body: ({ news }) => text`${news}

Call about what the emails were on, and offer to go through it together. Do not mention the opens.`,
  },
  activity_slump: {
    version: 1,
    subject: ({ days, deal }) =>
      text`Bring ${deal} back into conversation${days ? text` after ${days} of silence` : ''}`,
    body: ({ company, contact, news }) => text`${news}

Give ${contact} a reason to answer: something new, a date, a question only they can answer. If nothing comes, ask someone else at ${company ?? 'the account'}, or close it.`,
  },
  champion_title_change: {
    version: 1,
    subject: ({ contact, deal }) => text`Ask ${contact} what the new role means for ${deal}`,
    body: ({ contact, news }) => text`${news}

Find out whether ${contact} still decides on this, and who else should know us by now.`,
  },
  champion_cold: {
    version: 1,
    subject: ({ contact }) => text`Reach ${contact} in another way`,
    body: ({ company, contact, news }) => text`${news}

Try the phone, or a colleague who knows ${contact}. Find a second supporter at ${company ?? 'the account'} in the meantime.`,
  },
  multi_thread_engagement: {
    version: 1,
    subject: ({ company }) => text`Bring the contacts at ${company ?? 'the account'} together`,
    body: ({ news }) => text`${news}

Find out what set this off, and offer one session for all of them.`,
  },
  meeting_completed: {
    version: 1,
    subject: ({ contact }) => text`Follow up on the meeting with ${contact}`,
    body: ({ contact, news }) => text`${news}

Write down what was agreed, send it to ${contact}, and date the next step.`,
  },
  form_submission: {
    version: 1,
    subject: ({ contact }) => text`Answer the form of ${contact}`,
    body: ({ news }) => text`${news}

Read what was asked and answer it first; then offer a call.`,
  },
};
