/** The texts of the dialogs: a part of the catalogue. */

import type { NotificationChoices } from '../../domain/notifications.ts';
import { cancelReasons } from '../../domain/words/cancelReasons.ts';
import { counted } from '../../domain/words/counted.ts';
import { verbs } from '../../domain/words/verbs.ts';
import type { ActionType, BulkResult } from '../api/client.ts';

/** What can be decided on many actions at once. */
type BulkDecision = 'approve' | 'cancel';

export const dialogs = {
  back: 'Back',
  reason: {
    label: 'Why?',
    presets: cancelReasons,
    words: 'In your own words',
    wordsHelp: 'Just start typing. Enter confirms, Shift Enter begins a new line.',
    missing: 'Choose a reason or write one.',
    left: (count: number) =>
      count < 0 ? `${counted(-count, 'character')} too many` : `${counted(count, 'character')} left`,
  },
  cancel: {
    title: 'Cancel this action',
    discarded: 'This draft is discarded, and nothing is done:',
    confirm: 'Cancel the action',
  },
  times: {
    chosen: 'Date and time',
    zone: (timeZone: string) => `In your time zone, ${timeZone}`,
    errors: {
      missing: 'Fill in a date and time.',
      past: 'This is in the past.',
      tooLate: 'This is too late: at most 30 days after the action was created.',
      tooLong: 'This is too late: at most 30 days from now.',
      notBeforeExpiry: 'It must execute before it expires.',
      nothing: 'Choose a new time, or close this.',
    },
  },
  reschedule: {
    title: 'Reschedule',
    action: 'As it stands',
    executes: (when: string) => `Executes by itself ${when}`,
    expires: (when: string) => `Expires ${when}`,
    neverByItself: 'Nothing happens by itself: only the expiry can be moved.',
    auto: 'Automatic execution',
    autoChoices: {
      keep: 'As it is',
      hour: 'In 1 hour',
      tomorrow: 'Tomorrow at 9:00',
      chosen: 'At another time',
      hold: 'Hold until I decide',
    },
    expiry: 'Expiry',
    expiryChoices: {
      keep: 'As it is',
      threeDays: '3 days later',
      sevenDays: '7 days later',
      chosen: 'At another time',
    },
    confirm: 'Reschedule',
  },
  snooze: {
    title: 'Snooze',
    hides: 'Hides it from your queue until then. Nothing is decided.',
    expires: (when: string) => `It still expires ${when}.`,
    executes: (when: string) => `It still executes by itself ${when}.`,
    choices: { tomorrow: 'Tomorrow', threeDays: 'In 3 days', monday: 'Next Monday' },
    chosen: 'Another time',
    confirm: 'Snooze',
    back: 'Back in the queue now',
  },
  later: {
    until:
      'It is approved now and carried out then, or as soon after as your rules for sending allow; until then you can undo it.',
    ownClocks: 'The times are by your clocks.',
    contactsClocks: (timeZone: string) => `The times offered are by the contact’s clocks (${timeZone}).`,
    choices: { tomorrow: 'Tomorrow at 9:00', threeDays: 'In 3 days at 9:00', monday: 'Next Monday at 9:00' },
    chosen: 'Another time',
    confirm: 'Approve for then',
  },
  bulk: {
    title: (decision: BulkDecision, count: number) =>
      `${decision === 'approve' ? 'Approve' : 'Cancel'} ${counted(count, 'action')}`,
    list: { approve: 'This will be done', cancel: 'This will be discarded' },
    confirm: (decision: BulkDecision, count: number) =>
      decision === 'approve' ? `Approve ${count.toLocaleString('en')}` : `Cancel ${counted(count, 'action')}`,
    /** Where all are of one type: what approving them does. */
    confirmVerb: (verb: string, count: number) => `${verb} (${count.toLocaleString('en')})`,
    undo: (type: string, left: string | null) =>
      `${type}: ${left === null ? 'at once, cannot be undone' : `can be undone for ${left}`}`,
    running: (decision: BulkDecision, count: number) =>
      `${decision === 'approve' ? 'Approving' : 'Cancelling'} ${counted(count, 'action')} …`,
    noAnswer: 'It is not known what became of them. Trying again is safe: nothing is done twice.',
    results: 'What became of each',
    cancelled: 'Cancelled',
    executionFailed: (why: string) => `Failed: ${why}`,
    refused: (why: string) => `Not done: ${why}`,
    failed: (why: string) => `Not known: ${why}`,
    /**
     * "10 emails will be sent, 1 decided before you, 1 not known".
     *
     * @param type of all that were decided, if they are of one
     */
    summary(decision: BulkDecision, counts: Record<BulkResult['outcome'], number>, type?: ActionType): string {
      const each = (what: string) => (count: number) => `${count.toLocaleString('en')} ${what}`;
      const approved = type === undefined ? each('will be carried out') : verbs[type].willBe;
      const parts: [count: number, inWords: (count: number) => string][] = [
        [counts.done, decision === 'approve' ? approved : each('cancelled')],
        [counts['already-decided'], each('decided before you')],
        [counts.refused, each('refused')],
        [counts.failed, each('not known')],
      ];
      return parts.flatMap(([count, inWords]) => (count === 0 ? [] : [inWords(count)])).join(', ');
    },
    again: (count: number) => `Try ${count.toLocaleString('en')} again`,
  },
  away: {
    help: 'Somebody else sees your actions and decides on them. They stay yours: emails still leave in your name.',
    helpOfAll:
      'Somebody else sees their actions and decides on them. They stay theirs: emails still leave in their name.',
    whose: 'Who is away',
    who: 'Who covers for you',
    whoOf: 'Who covers for them',
    coveredOf: (cover: string, owner: string) => `${cover} covers for ${owner}`,
    error: 'What is set could not be loaded.',
    from: 'From when (empty: now)',
    choose: 'Choose a colleague',
    until: 'Until when',
    covered: (name: string) => `${name} covers for you`,
    covering: (name: string) => `You cover for ${name}`,
    times: (from: string, to: string) => `from ${from} until ${to}`,
    save: 'Set it',
    saved: 'It is set.',
    end: 'End it now',
    ended: 'It has ended.',
    incomplete: 'Choose who covers, and until when.',
  },
  mailbox: {
    help: 'Your emails leave by your own mail server where you have set one, and drafts go to your own mailbox. Whether it works shows when one is sent.',
    titleOf: (name: string) => `Mailbox of ${name}`,
    helpOf:
      'Their emails leave by their own mail server where one is set, and drafts go to their own mailbox. Whether it works, the test in Connections tells.',
    change: 'Change …',
    servers: { smtp: 'Emails leave by', imap: 'Drafts go to' },
    newServers: { smtp: 'New server for sending (SMTP)', imap: 'New server for drafts (IMAP)' },
    none: { smtp: 'the company’s server', imap: 'where the company’s go' },
    unknown: 'a server that was set before its name was kept',
    host: 'Server',
    hostExample: 'mail.acme.com',
    wrongHost: 'Only its name, such as mail.acme.com, or with its port: mail.acme.com:587.',
    encryption: 'Encryption',
    encryptions: { tls: 'TLS from the start', starttls: 'STARTTLS' },
    user: 'User',
    password: 'Password',
    showPassword: 'Show the password',
    incomplete: 'Fill in a server.',
    cannotBeSet: 'It cannot be set here yet: no worker with a SECRET_KEY has started. Ask whoever runs Signoff.',
    save: 'Save mailbox',
    saved: 'The mailbox is set.',
    remove: 'Remove mailbox',
    removed: 'The mailbox is removed.',
    notSaved: 'Nothing was changed.',
    error: 'The mailbox could not be loaded.',
  },
  notifications: {
    inherited: { own: 'As my workspace has it', workspace: 'As Signoff has it' },
    atOnce: 'New actions, at once',
    atOnceChoices: { all: 'All of them', urgent: 'Urgent ones', none: 'None' },
    by: 'Where',
    byChoices: { slack: 'In Slack', email: 'By email', none: 'Nowhere' },
    byHelp: 'Whom Slack does not know is told by email, where the workspace has an address for that.',
    digest: 'Each morning, what waits for you',
    reminders: 'A day before an action expires, and before an urgent one executes by itself',
    escalation: 'Tell my manager four hours before one of my actions expires',
    /** What the choices do, as they stand. */
    willDo({ by, atOnce, digest, reminders, escalation }: Required<NotificationChoices>): string {
      if (by === 'none') return 'Nothing is told: what waits is in the queue alone.';
      const parts = [
        ...(atOnce === 'none'
          ? []
          : [atOnce === 'all' ? 'of each new action at once' : 'of each urgent new action at once']),
        ...(digest ? ['each morning of what waits'] : []),
        ...(reminders ? ['a day before one expires'] : []),
      ];
      const told =
        parts.length === 0
          ? 'Nothing is told before it is too late'
          : `Told ${by === 'slack' ? 'in Slack' : 'by email'} ${parts.join(', ')}`;
      return `${told}${escalation ? '; the manager is told four hours before one expires' : ''}.`;
    },
    save: 'Save what you are told',
    saved: 'Saved: you are told so from now on.',
  },
} as const;
