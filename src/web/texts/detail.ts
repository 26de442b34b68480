/** The texts of the open action: a part of the catalogue. */
import type { ActionType } from '../api/client.ts';
import type { DraftPlace } from '../detail/draftPlace.ts';
import { counted } from './counted.ts';
import { doing, verbs } from './verbs.ts';

export const detail = {
  label: 'The open action',
  back: 'Back to the queue',
  nothingTitle: 'No action is open',
  nothing: 'Move through the queue and open one to see what will be done, and why.',
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
    waiting: 'Waits for a decision',
    snoozed: (when: string) => `Snoozed until ${when}: hidden from your queue, its deadlines go on`,
    /** @param left null: nothing */
    approved: (type: ActionType, by: string, left: string | null) =>
      `${by === '' ? 'Approved' : `Approved by ${by}`}. ${doing(type, left)}`,
    executing: (type: ActionType) => doing(type, null),
    executed: (type: ActionType, by: string) => `${verbs[type].done}${by === '' ? '' : `, approved by ${by}`}`,
    executedByItself: (type: ActionType) => `${verbs[type].done}, by itself`,
    cancelled: (by: string) => (by === '' ? 'Cancelled' : `Cancelled by ${by}`),
    expired: 'Expired: nobody had decided by then. Nothing was done.',
    failed: 'Failed',
    seenTo: (by: string, when: string) => `${by === '' ? 'Seen to' : `${by} has seen to it`} · ${when}`,
  },
  unsaved: 'You have unsaved changes. Approving takes the draft as it stands here, without them.',
  goOn: 'Go on editing',
  reason: (reason: string) => `Reason: ${reason}`,
  /** By the failure's kind: what it means, and what to do. */
  failures: {
    permanent: 'Nothing was delivered. Once the cause is put right, retry.',
    transient: 'Nothing was delivered, after several attempts. Retry when the other side is back.',
    'not-executable': 'Nothing was delivered: it could not be executed as it is. Once the cause is put right, retry.',
    unconfirmed:
      'Nobody knows whether it was delivered. Look whether it arrived: if it did, confirm the delivery; if it did not, retry.',
    terminated: 'Its workflow was ended from outside. Look whether it was delivered before you retry.',
  } as Readonly<Record<string, string>>,
  deadlines: {
    executes: { in: 'Executes by itself in', due: 'Executes by itself now' },
    expires: { in: 'Expires in', due: 'Expires now' },
  },
  buttons: {
    approve: 'Approve',
    sendNow: 'Send now anyway',
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
