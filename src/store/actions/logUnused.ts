import type { TriggerOutcome, TriggerType } from '../../domain/triggers.ts';
import type { Why } from '../../domain/whyUnused.ts';
import type { Db, Tx } from '../database/db.ts';
import { type About, aboutColumns } from './about.ts';
import type { NewAction } from './createAction.ts';

export interface UnusedTrigger extends Pick<NewAction, 'workspaceId' | 'payload' | 'occurredAt'> {
  /** Undefined where it is unknown what it would have been. */
  triggerType?: TriggerType;
  /** Undefined where it maps to nobody. */
  userId?: string;
  about?: About;
}

/** A trigger that makes nothing is logged with the reason, and shown to whoever asks what has become of its deal. */
export async function logUnused(
  db: Db | Tx,
  trigger: UnusedTrigger,
  outcome: Exclude<TriggerOutcome, 'created' | 'duplicate'>,
  why?: Why,
): Promise<void> {
  await db
    .insertInto('trigger_log')
    .values({
      workspace_id: trigger.workspaceId,
      user_id: trigger.userId,
      trigger_type: trigger.triggerType,
      outcome,
      why: why === undefined ? null : JSON.stringify(why),
      payload: JSON.stringify(trigger.payload),
      occurred_at: trigger.occurredAt,
      ...aboutColumns(trigger.about),
    })
    .execute();
}
