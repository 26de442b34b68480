/** The texts of the history: a part of the catalogue. */
import { cancelReasons } from '../../domain/words/cancelReasons.ts';
import { counted } from '../../domain/words/counted.ts';

export const history = {
  title: 'History',
  label: 'What was decided',
  filters: {
    label: 'Filter the history',
    outcome: 'Outcome',
    anyOutcome: 'Any outcome',
    person: 'Person',
    anyPerson: 'Everybody',
    from: 'From',
    to: 'To',
  },
  /** By status; `open` by what is still to be done about it. */
  outcomes: {
    executed: 'Done',
    approved: 'Under way',
    cancelled: 'Cancelled',
    expired: 'Expired',
    failed: 'Failed',
    open: 'Failed, nobody has seen to it',
  },
  count: (n: number, atLeast: boolean) =>
    `${atLeast ? 'At least ' : ''}${n.toLocaleString('en')} ${n === 1 ? 'action' : 'actions'}`,
  arrived: (n: number) => `Show ${counted(n, 'newly decided action')}`,
  seenTo: (by: string) => (by === '' ? 'Seen to' : `Seen to by ${by}`),
  export: 'Download as CSV',
  emptyTitle: 'Nothing has been decided yet',
  empty: 'What you approve or cancel, what executes by itself and what expires stands here from then on.',
  emptyFilterTitle: 'Nothing matches these filters',
  clear: 'Clear filters',
  errorTitle: 'The history could not be loaded',
  back: 'Back to the history',
  /** The number of the insights that led here. */
  behind: {
    label: 'Behind a number of the insights',
    counted: {
      created: 'Created',
      approved: 'Approved unedited',
      edited: 'Approved edited',
      cancelled: 'Cancelled',
      expired: 'Expired',
      byItself: 'By itself',
      failed: 'Failed',
      decided: 'Decided: approved, cancelled by a person, or expired',
      measured: 'Approved, with texts to compare',
      timed: 'Decided by a person after they were seen',
    } as Readonly<Record<string, string>>,
    days: (from: string, to: string) => (from === to ? from : `${from} – ${to}`),
    template: (version: string) => (version === 'none' ? 'without a template' : `template ${version}`),
    cancelKinds: {
      ...cancelReasons,
      other: 'Other words, or none',
      system: 'Not by a person',
    } as Readonly<Record<string, string>>,
    leave: 'Show the whole history',
  },
};
