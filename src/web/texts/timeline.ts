/** What is read on the screen that tells what was seen of a deal, a contact or a company. */
export const timeline = {
  kinds: { deal: 'Deal', contact: 'Contact', company: 'Company' },
  intro: 'What Signoff saw of it, why that made an action or none, and what was done. The newest first.',
  back: 'Back',
  open: 'Open the action',
  workflow: 'Workflow',
  sources: { trigger: 'Seen', trail: 'Done', message: 'Told', inbox: 'Not applied' },
  happened: (when: string) => `happened ${when}`,
  emptyTitle: 'Nothing has been seen yet',
  empty: 'The CRM has told of no change that any rule looks at.',
  notFoundTitle: 'There is nothing to show',
  notFound: 'Nothing was seen of it, or it is not yours to see.',
  errorTitle: 'It could not be loaded',
  error: 'The server did not answer as expected.',
  more: 'Load older ones',
  links: { deal: 'All of this deal', company: 'All of this company', contact: 'All of this contact' },
  /** Below why an action was made, before the links. */
  whyElse: 'Why did nothing else happen?',
};
