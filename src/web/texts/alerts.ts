import { counted } from '../../domain/words/counted.ts';

/** What is read on the screen of alerts. */
export const alerts = {
  title: 'Alerts',
  whose: 'Whose alerts',
  own: 'Mine',
  unreadOnly: 'Unread',
  markAllRead: 'Mark all as read',
  markedRead: (n: number) => (n === 0 ? 'Nothing was unread.' : `${counted(n, 'alert')} marked as read.`),
  unread: 'Unread',
  severities: { info: 'Info', warning: 'Warning', critical: 'Critical' },
  noAction: 'It made no action.',
  of: (name: string) => `of ${name}`,
  emptyTitle: 'No alerts',
  empty: 'What happens to your deals and contacts in the CRM stands here, whether it made an action or not.',
  emptyUnreadTitle: 'Nothing unread',
  emptyUnread: 'You have seen all that happened.',
  showAll: 'Show all alerts',
  errorTitle: 'The alerts could not be loaded',
  error: 'The server did not answer as expected.',
  more: 'Load older ones',
  arrived: (n: number) => `${counted(n, 'new alert')}`,
};
