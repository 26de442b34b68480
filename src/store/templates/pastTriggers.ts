import type { JsonObject } from '../../domain/json.ts';
import type { Subject } from '../../domain/subject.ts';
import type { TriggerType } from '../../domain/triggers.ts';
import { inScope, type Scope } from '../access/scope.ts';
import type { Db } from '../database/db.ts';

/** A trigger that was seen, with what it was about then. */
export interface PastTrigger {
  alertId: string;
  actionId: string | null;
  userId: string;
  summary: string;
  subject: Subject;
  /** As it was received. */
  payload: JsonObject;
  createdAt: Date;
}

/** The last triggers of one type in a scope, the newest first. */
export function pastTriggers(
  db: Db,
  scope: Scope,
  { triggerType, limit }: { triggerType: TriggerType; limit: number },
): Promise<PastTrigger[]> {
  return db
    .selectFrom('realtime_alerts as l')
    .select([
      'l.id as alertId',
      'l.action_id as actionId',
      'l.user_id as userId',
      'l.summary',
      'l.subject',
      'l.payload',
    ])
    .select('l.created_at as createdAt')
    .where(inScope(scope, 'l.user_id'))
    .where('l.trigger_type', '=', triggerType)
    .orderBy('l.created_at', 'desc')
    .orderBy('l.id', 'desc')
    .limit(limit)
    .execute();
}
