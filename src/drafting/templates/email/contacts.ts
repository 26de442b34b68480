/** Emails where somebody did something, or is new or quiet: he is not told that it was seen. */
import { text } from '../../template.ts';
import type { EmailTemplate } from './template.ts';

export const CONTACT_EMAILS = {
  new_contact_high_fit: {
    version: 2,
    agreed: {
      subject: () => 'Seeing to our next step',
      body: ({ nextStep, rep }) =>
        text`My name is ${rep}. “${nextStep}” was agreed on as the next step, and I will see to it. Before that I would like to hear what it should bring you.`,
    },
    met: {
      subject: ({ topic }) => text`After “${topic}”`,
      body: ({ topic, rep }) =>
        text`My name is ${rep}. After the meeting on “${topic}” I would like to hear what you are working on before I suggest anything, so that what follows is useful to you.`,
    },
    plain: {
      subject: ({ company }) => text`A first conversation about ${company}`,
      body: ({ company, rep }) =>
        text`My name is ${rep}, and I would like to hear what you are working on at ${company} before I suggest anything. Once I know, I can tell you honestly whether we can help.`,
    },
  },
  email_opened_multiple: {
    version: 2,
    agreed: {
      subject: () => 'More on our next step',
      body: ({ nextStep }) =>
        text`I would like to save you the effort of piecing together what “${nextStep}”, our next step, involves. If something needs more detail, or a form that you can pass on to colleagues, I will gladly prepare it.`,
    },
    met: {
      subject: ({ topic }) => text`More detail on “${topic}”`,
      body: ({ topic }) =>
        text`After our meeting on “${topic}” you should not have to piece things together yourself. If something needs more detail, or a form that you can pass on to colleagues, I will gladly prepare it.`,
    },
    plain: {
      subject: () => 'Happy to go into detail',
      body: ({ company }) =>
        text`I would like to save you and your colleagues at ${company} the effort of piecing things together. If something needs more detail, or a form that you can pass on, I will gladly prepare it.`,
    },
  },
  champion_title_change: {
    version: 2,
    agreed: {
      subject: () => 'Before we go on',
      body: ({ nextStep }) =>
        text`Before we go on with “${nextStep}”, I would like to hear what is on your mind these days. I would rather ask than assume, and make sure that I am useful to you in the right way.`,
    },
    met: {
      subject: ({ topic }) => text`Catching up after “${topic}”`,
      body: ({ topic }) =>
        text`Our meeting on “${topic}” is a good place to start from, and I would like to hear what is on your mind these days. I would rather ask than assume, and be useful in the right way.`,
    },
    plain: {
      subject: () => 'Catching up',
      body: () =>
        'Things move on quickly, and I would rather ask than assume. I would like to hear what is on your mind these days, and to make sure that I am useful to you in the right way.',
    },
  },
  champion_cold: {
    version: 2,
    agreed: {
      subject: () => 'Taking our next step off your hands',
      body: ({ nextStep }) =>
        text`I would like to take as much of “${nextStep}” off your hands as I can, so that our next step takes you little time. I could write a page for your colleagues, or answer their questions myself.`,
    },
    met: {
      subject: ({ topic }) => text`For your colleagues: ${topic}`,
      body: ({ topic }) =>
        text`Whatever you are asked about our meeting on “${topic}”, I would like to make it easy for you. I could write a page for your colleagues, for instance, or answer their questions myself.`,
    },
    plain: {
      subject: () => 'Taking something off your hands',
      body: () =>
        'I have valued working on this with you, and I would like to make the next part as easy for you as I can. I could write a page for your colleagues, for instance, or answer their questions myself.',
    },
  },
} as const satisfies Record<string, EmailTemplate>;
