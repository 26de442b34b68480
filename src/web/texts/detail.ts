/** The texts of the open action: a part of the catalogue. */

import { counted } from '../../domain/words/counted.ts';
import { failuresInWords, reasonInWords, states } from '../../domain/words/states.ts';
import type { ActionType } from '../api/client.ts';
import type { DraftPlace } from '../detail/draftPlace.ts';

export const detail = {
  label: 'The open action',
  back: 'Back to the queue',
  nothingTitle: 'No action is open',
  nothing: 'Move through the list and open one to see what will be done, and why.',
  nothingKeys: { next: 'next', previous: 'previous', open: 'open', help: 'all keys' },
  notFoundTitle: 'This action cannot be shown',
  notFound: 'It does not exist, or it is not yours to see.',
  errorTitle: 'The action could not be loaded',
  newTab: '(opens in a new tab)',
  actions: 'What you can do',
  status: 'Status',
  retryOf: 'It is a retry. Open the action that failed',
  retriedAs: 'It has been retried. Open the retry',
  state: {
    ...states,
    snoozed: (when: string) => `Snoozed until ${when}: hidden from your queue, its deadlines go on`,
    seenTo: (by: string, when: string) => `${by === '' ? 'Seen to' : `${by} has seen to it`} · ${when}`,
  },
  unsaved: 'You have unsaved changes. Approving takes the draft as it stands here, without them.',
  goOn: 'Go on editing',
  reason: reasonInWords,
  failures: failuresInWords,
  deadlines: {
    executes: { in: 'Executes by itself in', due: 'Executes by itself now' },
    expires: { in: 'Expires in', due: 'Expires now' },
  },
  buttons: {
    approve: 'Approve',
    sendNow: 'Send now anyway',
    later: 'For later …',
    edit: 'Edit',
    cancel: 'Cancel',
    reschedule: 'Reschedule',
    snooze: 'Snooze',
    unsnooze: 'Back in the queue',
    undo: 'Undo',
    retry: 'Retry',
    confirm: 'Confirm delivery',
    dismiss: 'I’ve seen to it',
  },
  confirmed: 'The delivery is confirmed. The action is executed.',
  retried: 'The retry has been started as a new action.',
  dismissed: 'Noted. It stays failed, and leaves the list.',
  openRetry: 'Open the retry',
  notFinished: { retry: 'Not retried:', confirm: 'Not confirmed:', dismiss: 'Not noted:' },
  draft: {
    titles: {
      send_email: 'Email',
      draft_email: 'Email draft',
      create_followup_task: 'Task',
      log_touch: 'Timeline entry',
      notify_rep: 'Slack message',
    } satisfies Record<ActionType, string>,
    frame: (subject: string) => `Email as it will look: ${subject}`,
    app: 'App',
    due: 'Due',
    priority: 'Priority',
    happened: 'Happened',
    touches: { note: 'Note', meeting: 'Meeting', call: 'Call', email: 'Email', form: 'Form' } as Readonly<
      Record<string, string>
    >,
    edited: 'Edited',
    changes: (count: number) => `Show what was changed in ${counted(count, 'field')}`,
  },
  why: {
    title: 'Why',
    again: (when: string) => `Again on ${when}:`,
    /** In place of a summary that the heading has said already. */
    noticed: (ago: string) => `Noticed ${ago}`,
    company: 'Company',
    deal: 'Deal',
    amount: 'Amount',
    stage: 'Stage',
    contact: 'Contact',
    email: 'Email',
    role: 'Role',
    localTime: 'Local time',
    inZone: (time: string, zone: string) => `${time} (${zone})`,
    closes: 'Closes',
    changed: (from: string, to: string) => `${from} → ${to}`,
    emailIn: 'Last email from them',
    emailOut: 'Last email from us',
    changes: 'Also on this deal',
  },
  /** Where an executed draft is. */
  kept: {
    title: 'Where the draft is',
    where: (place: DraftPlace) =>
      place.kind === 'kept'
        ? 'The draft is kept here: no mailbox is connected.'
        : `The draft is in the folder “${place.folder}” of ${place.mailbox ?? 'the mailbox'}.`,
    download: 'Download as .eml',
    copy: 'Copy text',
    copied: 'Copied',
    notCopied: 'Not copied: select the text and copy it',
    hint: 'The file opens as a draft in mail programs, signature included. The text is without it: mail programs add their own.',
  },
  deliveries: {
    title: 'Delivery',
    states: {
      free: 'Not tried yet',
      claimed: 'Being prepared',
      sending: 'Being sent',
      done: 'Delivered',
      refused: 'Refused',
      unknown: 'Unknown whether it was delivered',
    },
    attempts: (count: number) => counted(count, 'attempt'),
  },
  trail: { title: 'What happened so far', workflow: 'Workflow in Temporal' },
  earlier: { title: 'Earlier on this deal' },
} as const;
