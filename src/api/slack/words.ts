/** What people are told in Slack beside their messages. */
import { NOT_NOW, NOT_YOURS } from '../whyNot.ts';

export const words = {
  notYours: NOT_YOURS,
  notNow: NOT_NOW,
  unknownPerson:
    'Signoff does not know you: ask an administrator to add you with the address that you have in Slack, or with your member ID.',
  tooLong: (url: string) => `This draft is too long for a form in Slack. Edit it in Signoff: ${url}`,
  changed: 'It has changed since you opened the form. Nothing was saved: look at it again.',
  over: 'There is nothing to decide any more: look at it again.',
  notKnownYet: 'Signoff has not answered yet. The message shows in a moment whether it was saved.',
  working: 'Working …',
  nothingWaits: 'Nothing waits for you.',
  waiting: (shown: number, url: string) => `What waits for you, the most urgent first (${shown}). All of it: ${url}`,
};
