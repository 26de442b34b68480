import { type Detected, detectSilence } from '../../detection/detect.ts';
import type { DetectionSettings } from '../../domain/detectionSettings.ts';
import { dealsAfter, type HeardDeal, lockHeardDeal, markSilenceTold } from '../../store/crm/quietDeals.ts';
import type { Db } from '../../store/database/db.ts';
import type { ActionRow } from '../../store/database/schema.ts';
import type { CrmInActivities, ScanPosition } from './contract.ts';
import { type ApplyContext, raiseTrigger } from './raiseTrigger.ts';
import { settingsOnce } from './settingsOnce.ts';

const PAGE = 200;

export interface ScanDeps {
  db: Db;
  /** Pending actions of one user; beyond it triggers make none. */
  maxOpenActionsPerUser?: number;
  /** Has the workflow of an action that was made started. */
  tell: (action: ActionRow) => void;
}

/**
 * Looks for silence on one page of deals. Each silence is told once: what was told is written in the transaction that
 * makes the action.
 */
export async function scanSilence(
  { db, tell, maxOpenActionsPerUser }: ScanDeps,
  after: ScanPosition | undefined,
): ReturnType<CrmInActivities['scanSilence']> {
  const deals = await dealsAfter(db, after, PAGE);
  const settingsOf = settingsOnce(db);
  for (const deal of deals) {
    const { detection: settings } = await settingsOf(deal);
    // Looked at without a lock first: of thousands of deals few are silent.
    if (silenceOf(deal, settings).length === 0) continue;
    const scope = { workspaceId: deal.workspaceId, crm: deal.crm };
    const made = await db.transaction().execute((tx) => raise({ tx, scope, settings, maxOpenActionsPerUser }, deal));
    for (const action of made) tell(action);
  }
  const last = deals.at(-1);
  if (last === undefined || deals.length < PAGE) return { deals: deals.length };
  return { deals: deals.length, next: { workspaceId: last.workspaceId, crm: last.crm, id: last.id } };
}

async function raise(context: ApplyContext, position: ScanPosition): Promise<ActionRow[]> {
  const { tx, settings } = context;
  const deal = await lockHeardDeal(tx, position);
  if (deal === undefined) return [];
  const made: ActionRow[] = [];
  for (const detected of silenceOf(deal, settings)) {
    const action = await raiseTrigger(context, detected);
    if (action !== undefined) made.push(action);
    await markSilenceTold(tx, deal, toldColumn(detected));
  }
  return made;
}

function toldColumn({ triggerType, silentSince, occurredAt }: Detected) {
  const since = silentSince ?? occurredAt;
  return triggerType === 'champion_cold' ? { champion_cold_told_at: since } : { slump_told_at: since };
}

/** For a deal without engagements, the silence began when we first saw it. */
function silenceOf(deal: HeardDeal, settings: DetectionSettings): Detected[] {
  return detectSilence(
    {
      dealId: deal.id,
      properties: deal.properties,
      lastEngagementAt: (deal.lastEngagementAt ?? deal.firstSeenAt).toISOString(),
      championAnsweredAt: deal.championAnsweredAt?.toISOString(),
      championAskedAt: deal.championAskedAt?.toISOString(),
      slumpToldAt: deal.slumpToldAt?.toISOString() ?? null,
      coldToldAt: deal.championColdToldAt?.toISOString() ?? null,
    },
    new Date().toISOString(),
    settings,
  );
}
