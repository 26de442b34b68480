/** What people are told in Slack beside their messages. */
export const words = {
  unknownPerson:
    'Signoff does not know you: ask an administrator to add you with the address that you have in Slack, or with your member ID.',
  notYours: 'This is not yours to decide.',
  notNow: 'Signoff could not take this just now. Nothing was decided: try again, or open it in Signoff.',
  tooLong: (url: string) => `This draft is too long for a form in Slack. Edit it in Signoff: ${url}`,
  changed: 'It has changed since you opened the form. Nothing was saved: look at it again.',
  working: 'Working …',
  nothingWaits: 'Nothing waits for you.',
  waiting: (shown: number, url: string) => `What waits for you, the most urgent first (${shown}). All of it: ${url}`,
};
