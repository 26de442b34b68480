/** What the tour of the queue says. */
export const tour = {
  label: 'Tour of the queue',
  offer: 'New here? A minute shows you what the queue does, and what it never does without you.',
  take: 'Show me',
  decline: 'Not now',
  again: 'Take the tour',
  next: 'Next',
  back: 'Back',
  done: 'Done',
  /** In driver.js’s own notation. */
  progress: '{{current}} of {{total}}',
  steps: {
    card: [
      'One card, one thing to decide',
      'Something changed in the CRM, and this is what could be done about it. The most pressing stands first. J and K move, Enter opens.',
    ],
    detail: [
      'Why, and what would leave',
      'What happened, with the facts behind it, and below it the draft, word for word as it would go out. W shows all that was seen of the deal.',
    ],
    decide: [
      'You decide',
      'A approves, E edits, C cancels, L sends it at a moment that you choose. Until its undo window has passed, U takes an approval back. Nothing leaves without you, but for what you have allowed in the settings to go by itself.',
    ],
    tabs: [
      'What became of it',
      'Sending: approved, and not gone yet. Failed: yours to see to. Done: what happened, day by day.',
    ],
    nav: [
      'Further than today',
      'Alerts tell all that was seen, History what was decided, Insights whether the drafts are any good. Settings say what may act by itself.',
    ],
    help: ['Every key', 'Press ? for the list of keys. You find this tour there, too.'],
  },
} as const satisfies { steps: Record<string, readonly [title: string, text: string]>; [name: string]: unknown };
