/** The texts of the setup: a part of the catalogue. */
export const setup = {
  title: 'Set up Signoff',
  intro: 'Make the first workspace and yourself its administrator. This can be done once.',
  fields: {
    name: { label: 'Workspace', help: 'As your company or team is called.' },
    currency: { label: 'Currency', help: 'Of amounts that name none.' },
    timeZone: { label: 'Time zone', help: 'By whose working days drafts are timed.' },
    displayName: { label: 'Your name', help: 'As colleagues and contacts read it.' },
    email: { label: 'Your email address', help: 'As it is in your CRM.' },
  },
  submit: 'Set up',
  over: 'This link has been used or has run out, or there is a workspace already. Restart the API for another link.',
  invalid: 'Look at what is marked.',
  noAnswer: 'No answer came. Try again: nothing is made twice.',
  incomplete: 'This address is not complete. Open the whole link that the API printed when it started.',
  done: {
    title: 'Signoff is set up',
    token: 'Your API token',
    keep: 'Keep it now, in your password manager: you sign in with it, and it is not shown again.',
    copy: 'Copy',
    copied: 'Copied',
    open: 'Open the queue',
    next: 'Add your team, mail, Slack and CRM with the admin command: docs/operating.md shows how.',
  },
  already: 'Signoff is set up. Sign in with your API token.',
  signIn: 'Sign in',
  notYet: 'There is no workspace here yet. Open the setup link that the API printed when it started.',
} as const;
