/** What approving does, by action type: on its button, while it is done, and after. The same at every door. */
import type { ActionType } from '../actionTypes.ts';
import { counted } from './counted.ts';

interface Verb {
  /** On the button. */
  button: string;
  doing: string;
  done: string;
  notDone: string;
  /** After "It is not known yet whether". */
  unknown: string;
  willBe: (count: number) => string;
}

export const verbs: Readonly<Record<ActionType, Verb>> = {
  send_email: {
    button: 'Send',
    doing: 'Sending',
    done: 'Sent',
    notDone: 'Not sent',
    unknown: 'it will be sent',
    willBe: (count) => `${counted(count, 'email')} will be sent`,
  },
  draft_email: {
    button: 'Save to drafts',
    doing: 'Saving to drafts',
    done: 'Saved to drafts',
    notDone: 'Not saved to drafts',
    unknown: 'it will be saved to drafts',
    willBe: (count) => `${counted(count, 'draft')} will be saved`,
  },
  create_followup_task: {
    button: 'Create task',
    doing: 'Creating the task',
    done: 'Task created',
    notDone: 'Task not created',
    unknown: 'the task will be created',
    willBe: (count) => `${counted(count, 'task')} will be created`,
  },
  log_touch: {
    button: 'Log',
    doing: 'Logging',
    done: 'Logged',
    notDone: 'Not logged',
    unknown: 'it will be logged',
    willBe: (count) => `${counted(count, 'touch', 'touches')} will be logged`,
  },
  notify_rep: {
    button: 'Post',
    doing: 'Posting',
    done: 'Posted',
    notDone: 'Not posted',
    unknown: 'it will be posted',
    willBe: (count) => `${counted(count, 'message')} will be posted`,
  },
};

/** "Sending in 8 s", "Sending …" once nothing is left. @param left null: nothing */
export function doing(type: ActionType, left: string | null): string {
  return `${verbs[type].doing} ${left === null ? '…' : `in ${left}`}`;
}
