/** Where an action stands, as a person would put it, at every door. */
import type { ActionType } from '../actionTypes.ts';
import { doing, verbs } from './verbs.ts';

export const states = {
  waiting: 'Waits for a decision',
  /** @param left null: nothing */
  approved: (type: ActionType, by: string, left: string | null) =>
    `${by === '' ? 'Approved' : `Approved by ${by}`}. ${doing(type, left)}`,
  executing: (type: ActionType) => doing(type, null),
  executed: (type: ActionType, by: string) => `${verbs[type].done}${by === '' ? '' : `, approved by ${by}`}`,
  executedByItself: (type: ActionType) => `${verbs[type].done}, by itself`,
  cancelled: (by: string) => (by === '' ? 'Cancelled' : `Cancelled by ${by}`),
  expired: 'Expired: nobody had decided by then. Nothing was done.',
  failed: 'Failed',
};

export function reasonInWords(reason: string): string {
  return `Reason: ${reason}`;
}

/** By the failure's kind: what it means, and what to do. */
export const failuresInWords: Readonly<Record<string, string>> = {
  permanent: 'Nothing was delivered. Once the cause is put right, retry.',
  transient: 'Nothing was delivered, after several attempts. Retry when the other side is back.',
  'not-executable': 'Nothing was delivered: it could not be executed as it is. Once the cause is put right, retry.',
  unconfirmed:
    'Nobody knows whether it was delivered. Look whether it arrived: if it did, confirm the delivery; if it did not, retry.',
  terminated: 'Its workflow was ended from outside. Look whether it was delivered before you retry.',
};
