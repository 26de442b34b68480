/** What reviewers read of each trigger, in the queue and in alerts. See facts.ts for the names. */
import type { TriggerType } from '../../domain/triggers.ts';
import type { ReviewerFacts } from '../facts.ts';
import { text } from '../template.ts';

export interface SummaryText {
  /** The alert's title. */
  title: (facts: ReviewerFacts) => string;
  /** What happened, in a sentence that needs no figures. */
  happened: (facts: ReviewerFacts) => string;
  /** The same with its figures, to stand behind `Renewal (Acme Corp, $75,000): `; empty where there are none. */
  figures: (facts: ReviewerFacts) => string;
  /** What it is about, in front of the figures; `value`: a deal, too, whose amount the figures tell. */
  about: 'deal' | 'value' | 'contact' | 'company';
}

export const SUMMARY: Readonly<Record<TriggerType, SummaryText>> = {
  deal_stage_regression: {
    title: ({ stage }) => text`Deal moved back${stage ? text` to ${stage}` : ''}`,
    happened: ({ deal, stage }) => text`${deal} moved to an earlier stage${stage ? text`, now ${stage}` : ''}`,
    figures: ({ from, to }) => (from && to ? text`moved back from ${from} to ${to}` : ''),
    about: 'deal',
  },
  deal_value_decrease: {
    title: ({ amount }) => text`Deal value decreased${amount ? text` to ${amount}` : ''}`,
    happened: ({ amount, deal }) => text`the value of ${deal} went down${amount ? text` to ${amount}` : ''}`,
    figures: ({ from, percent, to }) =>
      from && to ? text`value dropped${percent ? text` ${percent}` : ''}, ${from} → ${to}` : '',
    about: 'value',
  },
  deal_value_increase: {
    title: ({ amount }) => text`Deal value increased${amount ? text` to ${amount}` : ''}`,
    happened: ({ amount, deal }) => text`the value of ${deal} went up${amount ? text` to ${amount}` : ''}`,
    figures: ({ from, percent, to }) =>
      from && to ? text`value rose${percent ? text` ${percent}` : ''}, ${from} → ${to}` : '',
    about: 'value',
  },
  deal_close_date_pushed: {
    title: ({ days }) => text`Close date pushed${days ? text` ${days}` : ''}`,
    happened: ({ amount, deal }) => text`the close date of ${deal}${amount ? text` (${amount})` : ''} moved later`,
    figures: ({ days, from, to }) =>
      from && to ? text`close date pushed${days ? text` ${days}` : ''}, ${from} → ${to}` : '',
    about: 'deal',
  },
  deal_competitor_added: {
    title: ({ competitor }) => text`Competitor on the deal${competitor ? text`: ${competitor}` : ''}`,
    happened: ({ amount, deal }) => text`a competitor was added to ${deal}${amount ? text` (${amount})` : ''}`,
    figures: ({ competitor }) => (competitor ? text`new competitor, ${competitor}` : ''),
    about: 'deal',
  },
  new_contact_high_fit: {
    title: () => 'New contact with a high fit',
    happened: ({ contact }) => text`${contact} is a new contact with a high fit`,
    figures: ({ score }) => (score ? text`new contact with a fit score of ${score}` : ''),
    about: 'contact',
  },
  email_opened_multiple: {
    title: () => 'Email opened several times',
    happened: ({ contact }) => text`${contact} opened an email several times`,
    figures: ({ count, window }) =>
      count ? text`opened emails ${count} times${window ? text` within ${window}` : ''}` : '',
    about: 'contact',
  },
  activity_slump: {
    title: ({ days }) => text`No engagement for ${days ?? 'a while'}`,
    happened: ({ amount, deal }) => text`${deal}${amount ? text` (${amount})` : ''} has had no engagement for too long`,
    figures: ({ days }) => (days ? text`no engagement for ${days}` : ''),
    about: 'deal',
  },
  champion_title_change: {
    title: () => 'Champion has a new job title',
    happened: ({ contact }) => text`${contact}, the champion, has a new job title`,
    figures: ({ from, to }) => (from && to ? text`the champion’s job title changed, ${from} → ${to}` : ''),
    about: 'contact',
  },
  champion_cold: {
    title: () => 'Champion has gone quiet',
    happened: ({ contact }) => text`${contact}, the champion, has stopped answering`,
    figures: ({ contact, days }) => (days ? text`${contact}, the champion, has not answered for ${days}` : ''),
    about: 'deal',
  },
  multi_thread_engagement: {
    title: () => 'Several contacts became active',
    happened: ({ company }) => text`several contacts of ${company ?? 'the account'} became active`,
    figures: ({ count, names, window }) =>
      count
        ? text`${count} contacts became active${window ? text` within ${window}` : ''}${names ? text` (${names})` : ''}`
        : '',
    about: 'company',
  },
  meeting_completed: {
    title: () => 'Meeting took place',
    happened: ({ contact }) => text`a meeting with ${contact} took place`,
    figures: ({ event }) => (event ? text`the meeting “${event}” took place` : ''),
    about: 'contact',
  },
  form_submission: {
    title: () => 'Form submitted',
    happened: ({ contact }) => text`${contact} submitted a form`,
    figures: ({ event }) => (event ? text`submitted the form “${event}”` : ''),
    about: 'contact',
  },
};
