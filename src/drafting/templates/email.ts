/**
 * send_email and draft_email: what a contact reads. These templates see names only (`firstName`, `company`, `rep`), never what was
 * observed, and must not hint at it. Each asks for exactly one thing. Greeting, name and signature are added around them.
 */
import type { TriggerType } from '../../domain/triggers.ts';
import type { ContactFacts } from '../facts.ts';
import { text } from '../template.ts';
import type { Block } from './block.ts';

export const EMAIL: Readonly<Record<TriggerType, Block<ContactFacts>>> = {
  deal_stage_regression: {
    version: 1,
    subject: () => 'What would help you most right now',
    body: () => `I would like to be sure that I am giving you what you need today, and not what I assumed a few weeks ago. If questions have come up, or if colleagues of yours should hear more before you go on, I am glad to help with either.

What would be the most useful next step from your side?`,
  },
  deal_value_decrease: {
    version: 1,
    subject: () => 'Following up on our discussion',
    body: ({
      company,
    }) => text`I have been going over our plans and would like to be certain that they still suit ${company ?? 'you and your team'}. If your priorities have moved, that is perfectly all right: I would rather adjust now than have you work around something that no longer matches what you need.

Could we take 20 minutes this week to go through what matters most to you?`,
  },
  deal_value_increase: {
    version: 1,
    subject: () => 'Getting the next part right',
    body: ({
      company,
    }) => text`It has been a pleasure to plan this with you. I would like the next part to go just as smoothly${company ? text` for ${company}` : ''}, so I am preparing the people on our side early.

Who on your team should be involved from here on?`,
  },
  deal_close_date_pushed: {
    version: 1,
    subject: () => 'Planning around your calendar',
    body: () => `Before I arrange anything further on our side, I would like our plan to match yours. If other projects come first for you, that is no trouble at all: we will simply plan around them.

Which week would suit you best for our next conversation?`,
  },
  deal_competitor_added: {
    version: 1,
    subject: () => 'Anything I can clear up for you',
    body: ({
      company,
    }) => text`I would like you to have everything you need to judge whether we are right for ${company ?? 'you'}: a talk with one of our customers, a session with the product in your own hands, or a plain answer to a hard question.

Which of these would help you most?`,
  },
  new_contact_high_fit: {
    version: 1,
    subject: ({ company }) => text`A first conversation${company ? text` about ${company}` : ''}`,
    body: ({
      company,
      rep,
    }) => text`My name is ${rep}, and I would like to hear what you are working on${company ? text` at ${company}` : ''} before I suggest anything. Once I know, I can tell you honestly whether we can help, and leave you in peace if we cannot.

Would you have 15 minutes next week for a first conversation?`,
  },
  email_opened_multiple: {
    version: 1,
    subject: () => 'Happy to go into detail',
    body: () => `I would like to save you the effort of piecing things together from emails. If something I wrote could be clearer, or if you need it in a form that you can pass on to colleagues, I will gladly put it together for you.

What would you like to know more about?`,
  },
  activity_slump: {
    version: 1,
    subject: () => 'Picking up where we left off',
    body: () => `It has been a little while since we last spoke, and I would not want our conversation to fade only because the weeks were full. I have my notes at hand, so we can carry on exactly where we left off. And if the timing is wrong at the moment, that is fine as well: I will gladly come back when it suits you better.

Would a 20-minute call next week work for you?`,
  },
  champion_title_change: {
    version: 1,
    subject: () => 'Catching up',
    body: () => `Things move on quickly, and I would rather ask than assume. I would like to hear what is on your mind these days, and to make sure that I am useful to you in the way that helps you now.

Could we find 15 minutes to catch up in the next few days?`,
  },
  champion_cold: {
    version: 1,
    subject: () => 'Taking something off your hands',
    body: () => `I know how quickly a week fills up, so I will keep this short. I have valued working on this with you, and I would like to make the next part as easy for you as I can. I could put together a page for your colleagues, for instance, or answer their questions myself.

What is the one thing I could do this week that would help you most?`,
  },
  multi_thread_engagement: {
    version: 1,
    subject: () => 'A session for your team',
    body: ({
      company,
    }) => text`It often helps when everybody involved hears the same thing at the same time and can ask their own questions. I would be glad to set up a short session for your team${company ? text` at ${company}` : ''}, built around what each of you would like to see.

Is there a day next week that would work?`,
  },
  meeting_completed: {
    version: 1,
    subject: () => 'Thank you for your time',
    body: () => `Thank you for taking the time to talk. I would like to follow up on the points that matter most to you, and in the right order.

Which one should I take care of first?`,
  },
  form_submission: {
    version: 1,
    subject: () => 'Thank you for getting in touch',
    body: ({
      rep,
    }) => text`Thank you for getting in touch. My name is ${rep}, and I will look after your request myself. I would like to give you an answer that is worth reading, and for that it helps to know a little more about what you have in mind.

When would be a good time for a short call this week?`,
  },
};
