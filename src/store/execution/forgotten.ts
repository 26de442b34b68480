/**
 * What Temporal has recorded of an action and this database has not: Postgres was restored from a backup. What happened, happened:
 * the row follows, and its trail says from where it is known.
 */
import { sql } from 'kysely';
import { isOutcome, type Outcome } from '../../domain/lifecycle.ts';
import { lockAction } from '../actions/actionRow.ts';
import { transition } from '../actions/transition.ts';
import type { Db, Tx } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';
import { settleDelivered, settleFailed } from './settle.ts';

export const FORGOTTEN = 'this database was restored from an older backup';
const FROM_TEMPORAL = `known from Temporal, as ${FORGOTTEN}`;

/** `new-workflow`: the row has been approved since, and nothing was carried out: it needs a workflow that still runs. */
export type Adopted = Outcome | 'new-workflow';

/** The row's workflow has ended, and has recorded this outcome. */
export function adoptOutcome(db: Db, actionId: string, outcome: Outcome): Promise<Adopted> {
  return db.transaction().execute(async (tx): Promise<Adopted> => {
    const { row, now } = await lockAction(tx, actionId);
    if (isOutcome(row.status)) return row.status;
    if (outcome === 'executed') return settleDelivered(tx, row, { result: {}, message: FROM_TEMPORAL });
    if (outcome === 'failed') return failUnconfirmed(tx, row);
    if (row.status !== 'pending' || row.executing_at !== null) return 'new-workflow';
    await transition(tx, row, {
      to: outcome,
      columns: {
        decision: outcome === 'expired' ? 'expire' : 'cancel',
        decision_channel: 'system',
        decided_at: sql<Date>`now()`,
        cancel_reason: outcome === 'cancelled' ? FROM_TEMPORAL : undefined,
      },
      entry: {
        commandId: 'adopt',
        command: outcome === 'expired' ? 'expire' : 'cancel',
        by: null,
        channel: 'system',
        at: now,
        message: FROM_TEMPORAL,
      },
    });
    return outcome;
  });
}

/** An execution had begun of which the row knows nothing: nobody knows whether it was delivered. */
export function adoptDoubt(db: Db, actionId: string): Promise<Outcome> {
  return db.transaction().execute(async (tx) => {
    const { row } = await lockAction(tx, actionId);
    return isOutcome(row.status) ? row.status : failUnconfirmed(tx, row);
  });
}

function failUnconfirmed(tx: Tx, row: ActionRow): Promise<Outcome> {
  const message = `an execution had begun, and ${FORGOTTEN}: look whether it arrived, then confirm or retry`;
  return settleFailed(tx, row, { kind: 'unconfirmed', message }, 'unknown');
}
