/** Emails after something that the contact did with us knowingly. */
import { text } from '../../template.ts';
import type { EmailTemplate } from './template.ts';

export const MEETING_EMAILS = {
  multi_thread_engagement: {
    version: 2,
    agreed: {
      subject: () => 'Our next step, with your team',
      body: ({ nextStep }) =>
        text`With “${nextStep}” as our next step, it helps when everybody involved hears the same thing and can ask their own questions. I would gladly set up one short session for all of you.`,
    },
    met: {
      subject: ({ topic }) => text`${topic}, for your team`,
      body: ({ topic }) =>
        text`Some of your colleagues may want to hear what we went through in our meeting on “${topic}”, and to ask questions of their own. I would gladly set up one short session for all of you.`,
    },
    plain: {
      subject: () => 'A session for your team',
      body: ({ company }) =>
        text`It often helps when everybody involved hears the same thing at the same time and can ask their own questions. I would gladly set up one short session for your team at ${company}.`,
    },
  },
  meeting_completed: {
    version: 2,
    agreed: {
      subject: () => 'What we agreed on',
      body: ({ nextStep }) =>
        text`Thank you for your time. I have noted “${nextStep}” as our next step and will see to my part of it. If there is a point that I should take up as well, tell me.`,
    },
    met: {
      subject: ({ topic }) => text`Thank you: ${topic}`,
      body: ({ topic }) =>
        text`Thank you for your time in our meeting on “${topic}”. I would like to follow up on the points that matter most to you, in the right order, while everything is still fresh for both of us.`,
    },
    plain: {
      subject: () => 'Thank you for your time',
      body: () =>
        'Thank you for taking the time to talk. I would like to follow up on the points that matter most to you, in the right order, while everything is still fresh for both of us.',
    },
  },
  form_submission: {
    version: 2,
    agreed: {
      subject: () => 'Your request and our next step',
      body: ({ nextStep }) =>
        text`Thank you for getting in touch. I will look after it myself, and “${nextStep}”, which we agreed on, stays our next step. To answer well, it helps to know a little more about what you have in mind.`,
    },
    met: {
      subject: ({ topic }) => text`About “${topic}”`,
      body: ({ topic, rep }) =>
        text`Thank you for filling in “${topic}”. My name is ${rep}, and I look after your request myself. To answer well, it helps to know a little more about what you have in mind.`,
    },
    plain: {
      subject: () => 'Thank you for getting in touch',
      body: ({ rep }) =>
        text`Thank you for getting in touch. My name is ${rep}, and I look after your request myself. To answer well, it helps to know a little more about what you have in mind.`,
    },
  },
} as const satisfies Record<string, EmailTemplate>;
