import { raiseTrigger } from '../../src/activities/crmIn/raiseTrigger.ts';
import { merge } from '../../src/detection/merge.ts';
import { DEFAULT_DETECTION } from '../../src/domain/detectionSettings.ts';
import { type CrmScope, writeRecord } from '../../src/store/crm/mirror.ts';
import type { Db } from '../../src/store/database/db.ts';
import type { ActionRow } from '../../src/store/database/schema.ts';

/** A deal of Ana's has gone back a stage, as the detection says: what comes of that. */
export function raiseRegression(
  db: Db,
  scope: CrmScope,
  dealId: string,
  maxOpenActionsPerUser?: number,
): Promise<ActionRow | undefined> {
  const at = new Date().toISOString();
  const properties = { name: 'Renewal', ownerEmail: 'ana@signoff.test', stage: 'discovery' };
  const { next } = merge(undefined, { type: 'record', kind: 'deal', id: dealId, at, bulk: false, properties });
  return db.transaction().execute(async (tx) => {
    await writeRecord(tx, scope, 'deal', dealId, next);
    return raiseTrigger(
      { tx, scope, settings: DEFAULT_DETECTION, maxOpenActionsPerUser },
      {
        triggerType: 'deal_stage_regression',
        occurredAt: at,
        dealId,
        urgency: 'normal',
        facts: { before: { stage: 'proposal' }, after: { stage: 'discovery' } },
      },
    );
  });
}
