/** Emails where something changed on a deal, or nothing happened on it: nothing of that is said. */
import { text } from '../../template.ts';
import type { EmailTemplate } from './template.ts';

export const DEAL_EMAILS = {
  deal_stage_regression: {
    version: 2,
    agreed: {
      subject: () => 'Making our next step easy for you',
      body: ({ nextStep }) =>
        text`We agreed on “${nextStep}” as our next step, and I would like to make that easy for you and your colleagues. If something else has to come first, I will gladly take care of it.`,
    },
    met: {
      subject: ({ topic }) => text`Questions after “${topic}”`,
      body: ({ topic }) =>
        text`Since our meeting on “${topic}” I have been thinking about what you and your colleagues still need from us. If there are open questions, or people who should hear more, I will gladly help with both.`,
    },
    plain: {
      subject: () => 'What would help you most right now',
      body: ({ company }) =>
        text`I would like to give you what is useful today, and not what I assumed some weeks ago. If there are open questions at ${company}, or colleagues who should hear more, I will gladly help with both.`,
    },
  },
  deal_value_decrease: {
    version: 2,
    agreed: {
      subject: () => 'Our plan and the next step',
      body: ({ nextStep }) =>
        text`Before we go on with “${nextStep}”, I would like to be sure that our plan still matches what you and your team need. If priorities have moved, I would rather adapt it now than later.`,
    },
    met: {
      subject: ({ topic }) => text`Our plan after “${topic}”`,
      body: ({ topic }) =>
        text`Going over my notes from our meeting on “${topic}”, I would like to be sure that our plan still matches what you and your team need. Whatever matters most to you now should come first.`,
    },
    plain: {
      subject: () => 'What matters most to you',
      body: ({ company }) =>
        text`I have been going over our plans and would like to be certain that they still suit ${company}. If your priorities have moved, I would rather adapt now than have you work around something.`,
    },
  },
  deal_value_increase: {
    version: 2,
    agreed: {
      subject: () => 'The people for our next step',
      body: ({ nextStep }) =>
        text`With “${nextStep}” agreed on as our next step, I would like everything after it to go just as smoothly, so I am preparing the people on our side. It would help to know who joins from yours.`,
    },
    met: {
      subject: ({ topic }) => text`Preparing what follows “${topic}”`,
      body: ({ topic }) =>
        text`Our meeting on “${topic}” helped me to see what you want to achieve, and I am now preparing the people on our side. It would help to know who joins from yours.`,
    },
    plain: {
      subject: () => 'Getting the next part right',
      body: ({ company }) =>
        text`It has been a pleasure to plan this with you, and the next part should go just as smoothly for ${company}. I am preparing the people on our side, and it would help to know who joins from yours.`,
    },
  },
  deal_close_date_pushed: {
    version: 2,
    agreed: {
      subject: () => 'A plan around your calendar',
      body: ({ nextStep }) =>
        text`Before I arrange anything further, I would like our plan to follow your calendar, beginning with “${nextStep}”, which we agreed on. If other projects come first for you, we will simply plan around them.`,
    },
    met: {
      subject: ({ topic }) => text`Planning on from “${topic}”`,
      body: ({ topic }) =>
        text`After our meeting on “${topic}” I would like to put what comes next into an order that follows your calendar, not ours. If other projects come first for you, we will simply plan around them.`,
    },
    plain: {
      subject: () => 'Planning around your calendar',
      body: ({ company }) =>
        text`Before I arrange anything further on our side, I would like our plan to match the one you have at ${company}. If other projects come first for you, we will simply plan around them.`,
    },
  },
  deal_competitor_added: {
    version: 2,
    agreed: {
      subject: () => 'Everything you need to judge us by',
      body: ({ nextStep }) =>
        text`With “${nextStep}” as our next step, I would also like you to have all you need to judge us by: a talk with a customer of ours, or the product in your own hands.`,
    },
    met: {
      subject: ({ topic }) => text`More than “${topic}” could show`,
      body: ({ topic }) =>
        text`Our meeting on “${topic}” can only have shown you a part. I would like you to have all you need to judge us by: a talk with a customer of ours, or the product in your own hands.`,
    },
    plain: {
      subject: () => 'Anything I can clear up for you',
      body: ({ company }) =>
        text`I would like ${company} to have everything needed to judge whether we are right for you: a talk with one of our customers, a session with the product in your own hands, or a plain answer to a hard question.`,
    },
  },
  activity_slump: {
    version: 2,
    agreed: {
      subject: () => 'My part of our next step',
      body: ({ nextStep }) =>
        text`We agreed on “${nextStep}” as our next step, and I have set time aside to do my part. If it has become more useful to begin with something else, tell me and I will prepare that instead.`,
    },
    met: {
      subject: ({ topic }) => text`Carrying on from “${topic}”`,
      body: ({ topic }) =>
        text`I would like to carry on from our meeting on “${topic}” with whatever is most useful to you now. I can take an open question, go deeper into one part, or include somebody from your team.`,
    },
    plain: {
      subject: () => 'What to take up next',
      body: ({ company }) =>
        text`I would like to carry on with whatever is most useful to ${company} now. I can take an open question, go deeper into one part, or include somebody from your team, whichever brings you further.`,
    },
  },
} as const satisfies Record<string, EmailTemplate>;
