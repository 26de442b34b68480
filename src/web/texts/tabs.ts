/** What the parts of the queue say. */
export const tabs = {
  label: 'Parts of the queue',
  names: { waiting: 'Waiting', sending: 'Sending', failed: 'Failed', done: 'Done' },
  hints: {
    waiting: 'What waits for a decision',
    sending: 'What is approved and not done yet',
    failed: 'What failed and nobody has seen to',
    done: 'What is over',
  },
  lists: {
    waiting: 'Actions that wait for a decision',
    sending: 'Actions that are approved and not done yet',
    failed: 'Actions that failed',
    done: 'Actions that are over',
  },
  ofToday: (count: string) => `${count} today`,
  back: 'Back to what waits',
  emptySendingTitle: 'Nothing is on its way',
  emptySending: 'What you approve stands here until it is done, and can be undone until it begins.',
  emptyDoneTitle: 'Nothing is done yet',
  emptyDone: 'What is decided, expires or is done by itself stands here, day by day.',
  history: 'All that was decided, in the history',
  /** What became of an action. */
  outcomes: { executed: 'Done', cancelled: 'Cancelled', expired: 'Expired', failed: 'Failed' } as Record<
    string,
    string
  >,
  /** What today came to, in counts. */
  todayWas: (byStatus: { [status: string]: number }): string =>
    (
      [
        ['executed', 'done'],
        ['cancelled', 'cancelled'],
        ['expired', 'expired'],
        ['failed', 'failed'],
      ] as const
    )
      .flatMap(([status, word]) => {
        const count = byStatus[status] ?? 0;
        return count === 0 ? [] : [`${count.toLocaleString('en')} ${word}`];
      })
      .join(', '),
  showDone: 'What was done today',
} as const;
