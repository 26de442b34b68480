/** notify_rep: heading and note of the Slack message. The summary, with its figures, stands between the two. */
import type { TriggerType } from '../../domain/triggers.ts';
import type { ReviewerTexts } from '../summary.ts';
import { text } from '../template.ts';
import type { Block } from './block.ts';

const withHeading = (body: Block<ReviewerTexts>['body']): Block<ReviewerTexts> => ({
  version: 1,
  subject: ({ title }) => title,
  body,
});

export const SLACK: Readonly<Record<TriggerType, Block<ReviewerTexts>>> = {
  deal_stage_regression: withHeading(
    ({ contact, deal }) =>
      text`Worth a call to ${contact} today: what has changed, and what has to be settled before ${deal} moves on?`,
  ),
  deal_value_decrease: withHeading(
    ({ contact, deal }) =>
      text`Before the forecast changes: ask ${contact} what was taken out of ${deal} and whether it can come back later.`,
  ),
  deal_value_increase: withHeading(
    ({ contact }) => text`Good news. A word of thanks to ${contact} and the new scope in writing would make it firm.`,
  ),
  deal_close_date_pushed: withHeading(
    ({ contact, deal }) => text`Ask ${contact} what the delay depends on, and agree on a dated next step for ${deal}.`,
  ),
  deal_competitor_added: withHeading(
    ({ competitor, contact }) =>
      text`Find out from ${contact} what ${competitor ?? 'the competitor'} will be compared by, and offer a reference before they ask for one.`,
  ),
  new_contact_high_fit: withHeading(
    ({ company, contact }) =>
      text`A first note to ${contact} is best sent while ${company ?? 'the company'} is still looking around.`,
  ),
  email_opened_multiple: withHeading(
    ({ contact }) => text`A good moment to call ${contact} about it, without mentioning the opens.`,
  ),
  activity_slump: withHeading(
    ({ company, contact }) =>
      text`Give ${contact} a reason to answer, or try someone else at ${company ?? 'the account'}.`,
  ),
  champion_title_change: withHeading(
    ({ contact, deal }) => text`Worth a message: does ${contact} still decide on ${deal}, and who comes next?`,
  ),
  champion_cold: withHeading(
    ({ company, contact }) =>
      text`Try another way to reach ${contact}, and look for a second supporter at ${company ?? 'the account'}.`,
  ),
  multi_thread_engagement: withHeading(
    ({ company }) =>
      text`Something is moving at ${company ?? 'the account'}. One session for all of them would use the moment.`,
  ),
  meeting_completed: withHeading(({ contact }) => text`Send ${contact} what was agreed while it is fresh.`),
  form_submission: withHeading(({ contact }) => text`${contact} is waiting for an answer: the sooner, the better.`),
};
