/** Every text of the screens, so that they can be read, checked and translated in one place. */

import { counted } from '../domain/words/counted.ts';
import { choiceNames, fieldNames } from '../domain/words/fields.ts';
import { actionTypes, prepositions, triggers, urgencies } from '../domain/words/names.ts';
import { doing, verbs } from '../domain/words/verbs.ts';
import type { ActionType, Problem } from './api/client.ts';
import { admin } from './texts/admin.ts';
import { alerts } from './texts/alerts.ts';
import { detail } from './texts/detail.ts';
import { dialogs } from './texts/dialogs.ts';
import { failures } from './texts/failures.ts';
import { history } from './texts/history.ts';
import { insights } from './texts/insights.ts';
import { sending } from './texts/sending.ts';
import { session } from './texts/session.ts';
import { settings } from './texts/settings.ts';
import { setup } from './texts/setup.ts';
import { shortcuts } from './texts/shortcuts.ts';
import { tabs } from './texts/tabs.ts';
import { timeline } from './texts/timeline.ts';
import { tour } from './texts/tour.ts';

/** What a refusal means to whoever decided; a code that is not here is told in the API's own words. */
const problems: Record<string, string> = {
  unreachable: 'No answer came.',
  'no-answer': 'The server did not answer as expected.',
  offline: 'You are offline: nothing can be decided now.',
  'decision-not-taken': 'Its turn did not come in time.',
  'database-unavailable': 'The server cannot reach its database right now.',
  'already-executing': 'It is being executed already.',
  'stale-version': 'It has changed since you saw it. Look at it again, then decide.',
  'approval-scheduled': 'It has been approved already and waits to be executed. Undo that first to decide otherwise.',
  'not-scheduled': 'Too late to undo: the window has passed.',
  'rate-limited': 'Too many decisions at once. Wait a moment, then try again.',
  unauthenticated: 'Your session has ended. Sign in again.',
  'sign-in-again': 'This needs somebody who has shown within the last 15 minutes who he is.',
};

const pastTenses = {
  approve: 'approved',
  cancel: 'cancelled',
  edit: 'saved',
  undo: 'undone',
  reschedule: 'rescheduled',
  snooze: 'snoozed',
  bulk: 'decided',
};

/** What was tried, on what; with one action's type and summary where it is one. */
interface Attempt {
  command: keyof typeof pastTenses;
  actionType?: ActionType;
  summary?: string;
}

/** The summary at a sentence's end. */
const inBrackets = (summary = '') => (summary === '' ? '' : ` (${summary})`);

/** How a decision of somebody else is told on its card. */
function decidedBy(decision: string | null, by: string): string {
  const verbs: Record<string, string> = {
    approve: 'Approved',
    approved: 'Approved',
    cancel: 'Cancelled',
    cancelled: 'Cancelled',
    executed: 'Executed',
    expired: 'Expired',
    failed: 'Failed',
  };
  const verb = verbs[decision ?? ''] ?? 'Decided';
  return by === '' ? verb : `${verb} by ${by}`;
}

export const texts = {
  product: 'Signoff',
  sending,
  settings,
  timeline,
  tour,
  admin,
  alerts,
  history,
  insights,
  actionTypes,
  verbs,
  doing,
  /** "Send later". */
  later: (type: ActionType) => `${verbs[type].button} later`,
  triggers,
  urgencies,
  common: {
    close: 'Close',
    retry: 'Try again',
    dismiss: 'Dismiss',
    loading: 'Loading …',
    today: 'Today',
    yesterday: 'Yesterday',
    late: 'The server has not answered yet.',
  },
  session,
  setup,
  shell: {
    own: 'My queue',
    team: 'My team',
    everybody: 'Everybody’s',
    whose: 'Whose queue',
    whoseElsewhere: 'Whose actions',
    connection: { connecting: 'Connecting …', live: 'Live', late: 'No answer yet', lost: 'Offline' },
    offlineBanner: 'You are offline. What you see may be old, and nothing can be decided until the connection is back.',
    colorScheme: { auto: 'Auto', light: 'Light', dark: 'Dark' },
    colors: 'Colours',
    help: 'Keyboard shortcuts',
    notices: 'Notices',
    nav: {
      label: 'Screens',
      queue: 'Queue',
      alerts: 'Alerts',
      history: 'History',
      insights: 'Insights',
      settings: 'Settings',
      failed: (n: number) => `${n} failed`,
      many: (n: number) => `${n}+`,
      unread: (n: number) => `${n} unread`,
    },
  },
  tabs,
  filters: {
    label: 'Filter the queue',
    toggle: 'Filters',
    toggleActive: (count: number) => `Filters (${count})`,
    search: 'Search',
    searchPlaceholder: 'Search names and summaries',
    actionType: 'Action',
    anyActionType: 'Any action',
    triggerType: 'Trigger',
    anyTriggerType: 'Any trigger',
    company: 'Company',
    anyCompany: 'Any company',
    person: 'Whose',
    anyPerson: 'Everybody’s',
    order: 'Order',
    byUrgency: 'By urgency',
    byValue: (currency: string) => `By deal value, ${currency}`,
    snoozed: 'Snoozed',
    byDeal: 'By deal',
    clear: 'Clear filters',
    withCount: (name: string, count: number) => `${name} (${count.toLocaleString('en')})`,
  },
  list: {
    waiting: (count: number, atLeast = false) =>
      count === 0 ? 'Nothing waits' : `${atLeast ? 'At least ' : ''}${counted(count, 'action')} waiting`,
    emptyTitle: 'Nothing waits for you',
    empty: 'New actions appear here by themselves as your CRM changes.',
    emptyOfAdmin:
      'Actions go to the reps and managers whose deals they are about, never to an administrator. You see all of them in everybody’s queue.',
    showEverybodys: 'Show everybody’s queue',
    emptyFilterTitle: 'Nothing matches these filters',
    emptySnoozedTitle: 'Nothing is snoozed',
    emptySnoozed: 'Press S on an action to hide it until later.',
    errorTitle: 'The queue could not be loaded',
    error: 'The server cannot be reached, or did not answer as expected.',
    loadingMore: 'Loading more …',
    arrived: (count: number) => `Show ${counted(count, 'new action')}`,
    announceArrived: (count: number) => `${counted(count, 'new action')} in your queue`,
  },
  card: {
    /** What will be done, and to whom or about whom. */
    effect: (type: ActionType, name: string | undefined) =>
      [actionTypes[type], name === undefined ? '' : `${prepositions[type]} ${name}`] as const,
    executesIn: (left: string) => `Executes in ${left}`,
    expiresIn: (left: string) => `Expires in ${left}`,
    due: 'Due now',
    snoozedUntil: (when: string) => `Snoozed until ${when}`,
    of: (name: string) => `${name}’s`,
    select: (summary: string) => `Select: ${summary}`,
    decidedBy,
  },
  undo: {
    label: 'What can still be undone',
    undo: 'Undo',
    nothing: 'There is nothing to undo. What waits for a later moment is under “Sending”.',
    undoOf: (type: ActionType, summary: string) => `Undo “${verbs[type].button}”: ${summary}`,
    more: (count: number) => `and ${count.toLocaleString('en')} more`,
    byName: (name: string) => `Approved by ${name}`,
    undoAll: (count: number) => `Undo all ${count.toLocaleString('en')}`,
    undoneAll: (done: number, late: number) =>
      [
        ...(done === 0 ? [] : [`${done.toLocaleString('en')} undone. What was undone waits in the queue again.`]),
        ...(late === 0 ? [] : [`${late.toLocaleString('en')} could not be undone any more.`]),
      ].join(' '),
  },
  byDeal: {
    /** @param hasMore others may be on pages that are not loaded */
    heading: (deal: string, count: number, hasMore: boolean) =>
      `${deal}: ${count.toLocaleString('en')}${hasMore ? ' or more' : ''} signals`,
    approveAll: (count: number) => `Approve all ${count.toLocaleString('en')} …`,
    alone: 'Nothing else waits on this deal.',
  },
  bulk: {
    label: 'Selected actions',
    selected: (count: number) => `${count.toLocaleString('en')} selected`,
    selectAll: (count: number) => `Select all ${count.toLocaleString('en')} loaded`,
    selectFirst: (count: number) => `Select the first ${count.toLocaleString('en')}`,
    limit: (count: number) => `At most ${count.toLocaleString('en')} can be decided at once.`,
    approve: 'Approve …',
    cancel: 'Cancel …',
    clear: 'Clear',
  },
  decide: {
    approved: (type: ActionType) => doing(type, null),
    approvedFor: (type: ActionType, left: string) => `${doing(type, left)}. Press U to undo.`,
    cancelled: 'Cancelled',
    undone: 'Undone. It waits in the queue again.',
    rescheduled: 'Rescheduled',
    edited: 'Saved',
    snoozed: (when: string) => `Snoozed until ${when}`,
    unsnoozed: 'Back in the queue',
    refused({ command, actionType, summary }: Attempt, why: string): string {
      const isApproval = command === 'approve' && actionType !== undefined;
      const what = isApproval ? verbs[actionType].notDone : `Not ${pastTenses[command]}`;
      return `${what}. ${why}${inBrackets(summary)}`;
    },
    alreadyDecided: (decision: string, by: string) => `${decidedBy(decision, by)} before you.`,
    unknown({ command, actionType, summary }: Attempt, why: string): string {
      const isApproval = command === 'approve' && actionType !== undefined;
      const what = isApproval ? verbs[actionType].unknown : `it is ${pastTenses[command]}`;
      return `It is not known yet whether ${what}. ${why}${inBrackets(summary)}`;
    },
    mayHold: 'Your decision may still take effect.',
    notYours: 'Only its own user can snooze it.',
    mayNot: 'Your role cannot decide.',
    executed: (type: ActionType, what: string) => `${verbs[type].done}: ${what}`,
    failed: (what: string) => `Failed: ${what}`,
    open: 'Open',
  },
  edit: {
    label: 'Edit the draft',
    more: 'More fields',
    fields: fieldNames,
    choices: choiceNames,
    noChoice: 'None',
    timeZone: (zone: string) => `Time zone: ${zone}`,
    flaws: {
      required: () => 'This cannot be empty.',
      tooLong: (max: number, by: number) =>
        `At most ${counted(max, 'character')}: ${by.toLocaleString('en')} too many.`,
      email: () => 'This is not an email address like name@example.com.',
      time: () => 'This is not a date and time.',
      characters: () => 'One line only, without control characters.',
    },
    flawsFound: (count: number) => `${counted(count, 'field')} to correct`,
    save: 'Save',
    saveAndApprove: (type: ActionType) => `Save, then ${verbs[type].button.toLowerCase()}`,
    leave: 'Leave',
    discard: 'Discard changes',
    restored: 'Unsaved changes restored',
    discarded: 'Changes discarded',
    kept: 'Your changes are not saved. They are kept in this browser for when you come back.',
    notKept: 'This browser cannot keep unsaved text: it is lost when you leave.',
    unchanged: 'Nothing has been changed.',
    closed: (what: string) => `${what}. Nothing can be saved any more; your text stays here to be copied.`,
    executing: 'Being executed',
    scheduled: 'It is approved already. Saving takes that approval back.',
    diff: {
      title: 'Changes to the draft',
      none: 'As it was drafted.',
      added: 'added:',
      removed: 'removed:',
      end: 'end of change.',
      lineBreak: '↵',
      empty: 'Nothing',
    },
    merge: {
      title: 'Changed elsewhere while you were editing',
      taken: (names: string) => `Taken over, as you had not changed it: ${names}.`,
      again: 'Nothing has been saved yet. Look it over, then save.',
      conflicts: 'You and somebody else have changed the same. Choose one, or write what it should be and keep yours.',
      settleFirst: 'First choose below what should stand.',
      base: 'Was',
      mine: 'Yours',
      theirs: 'Theirs',
      keepMine: 'Keep mine',
      takeTheirs: 'Take theirs',
      of: (choice: string, field: string) => `${choice}: ${field}`,
    },
  },
  shortcuts,
  detail,
  dialogs,
  failures,
  /** What went wrong, in a sentence. */
  problem: ({ code, detail, title }: Problem): string => problems[code] ?? (detail === '' ? title : detail),
} as const;
