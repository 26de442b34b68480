/** Changes of one record, applied to the mirror and judged, in one transaction: a trigger is lost with neither. */

import {
  type Detected,
  detectContact,
  detectDeal,
  detectEngagement,
  inOrder,
  isTheirDoing,
  merge,
  unmetOnContact,
  unmetOnDeal,
  unmetOnEngagement,
} from '../../detection/detect.ts';
import { stageKind } from '../../detection/stages.ts';
import type {
  CrmChange,
  DeletionChange,
  EngagementChange,
  ErasureChange,
  RecordChange,
  RecordKind,
} from '../../domain/crm.ts';
import type { DetectionSettings } from '../../domain/detectionSettings.ts';
import { logUnused } from '../../store/actions/logUnused.ts';
import { disarmActionsOn, markDeleted, mergeRecords } from '../../store/crm/followed.ts';
import {
  addEngagement,
  dealsChampionedBy,
  engagementsOfCompany,
  forgetColdTold,
  highFitFired,
  lockRecord,
  markHighFit,
  opensOf,
  readLiving,
  readRecord,
  writeRecord,
} from '../../store/crm/mirror.ts';
import type { ActionRow } from '../../store/database/schema.ts';
import { contactOfCrm } from '../../store/privacy/contact.ts';
import { eraseContact } from '../../store/privacy/erase.ts';
import { type ApplyContext, raiseTrigger } from './raiseTrigger.ts';

/** Applies the changes in the order of their occurrence; answers the actions made. */
export async function applyChanges(
  context: ApplyContext,
  recordKey: string,
  changes: readonly CrmChange[],
): Promise<ActionRow[]> {
  const { tx, scope } = context;
  await lockRecord(tx, scope, recordKey);
  const made: ActionRow[] = [];
  for (const change of inOrder(changes)) {
    const bulk = !('bulk' in change) || change.bulk;
    for (const detected of await apply(context, change)) {
      // What an import leaves below a threshold nobody asks for.
      if (bulk && detected.unmet !== undefined) continue;
      const action = bulk ? await logBulk(context, detected) : await raiseTrigger(context, detected);
      if (action !== undefined) made.push(action);
    }
  }
  return made;
}

function apply(context: ApplyContext, change: CrmChange): Promise<Detected[]> {
  switch (change.type) {
    case 'record':
      return applyRecord(context, change);
    case 'engagement':
      return applyEngagement(context, change);
    case 'merge':
      return mergeRecords(context.tx, context.scope, change).then(() => []);
    case 'deletion':
      return applyDeletion(context, change).then(() => []);
    case 'erasure':
      return applyErasure(context, change).then(() => []);
  }
}

async function applyErasure({ tx, scope }: ApplyContext, { contactId, at }: ErasureChange): Promise<void> {
  const contact = await contactOfCrm(tx, scope.workspaceId, { crm: scope.crm, contactId });
  await eraseContact(tx, contact, { at, reason: 'the contact was erased in the CRM' });
}

async function applyRecord<K extends RecordKind>(context: ApplyContext, change: RecordChange<K>): Promise<Detected[]> {
  const { tx, scope } = context;
  const found = await readRecord(tx, scope, change.kind, change.id);
  if (found?.deletedAt != null && Date.parse(change.at) <= found.deletedAt.getTime()) {
    await logStale(context, change, Object.keys(change.properties));
    return [];
  }
  // Of a record that was deleted before it was known, nothing is known.
  const known = found === undefined || Object.keys(found.times).length === 0 ? undefined : found;
  const { next, before, changed, stale } = merge(known, change);
  await writeRecord(tx, scope, change.kind, change.id, next);
  if (stale.length > 0) await logStale(context, change, stale);
  if (changed.length === 0) return [];
  if (change.kind === 'deal' && changed.includes('championContactId')) await forgetColdTold(tx, scope, change.id);
  if (change.kind === 'deal') {
    // The kind of the change is the kind of its record; the compiler does not narrow by it.
    const [from, to] = [before, next] as [Parameters<typeof detectDeal>[1], Parameters<typeof detectDeal>[2]];
    return [detectDeal, unmetOnDeal].flatMap((detect) => detect(change.id, from, to, change.at, context.settings));
  }
  if (change.kind === 'contact') {
    const [from, to] = [before, next] as [Parameters<typeof detectContact>[1], Parameters<typeof detectContact>[2]];
    return detectOnContact(context, change.id, from, to, change.at);
  }
  return [];
}

async function detectOnContact(
  { tx, scope, settings }: ApplyContext,
  contactId: string,
  before: Parameters<typeof detectContact>[1],
  after: Parameters<typeof detectContact>[2],
  at: string,
): Promise<Detected[]> {
  const deals = await dealsChampionedBy(tx, scope, contactId);
  const known = {
    isChampionOf: deals
      .filter(({ properties: { pipeline, stage } }) => stageKind(settings, pipeline, stage) === 'open')
      .map(({ id, properties }) => ({ dealId: id, companyId: properties.companyId ?? undefined })),
    highFitFired: await highFitFired(tx, scope, contactId),
  };
  const detected = detectContact(contactId, before, after, at, settings, known);
  if (detected.some(({ triggerType }) => triggerType === 'new_contact_high_fit')) {
    await markHighFit(tx, scope, contactId);
  }
  return [...detected, ...unmetOnContact(contactId, before, after, at, settings, known)];
}

async function applyEngagement(
  { tx, scope, settings }: ApplyContext,
  engagement: EngagementChange,
): Promise<Detected[]> {
  const isNew = await addEngagement(tx, scope, engagement);
  if (!isNew) return [];
  const { contactId, at } = engagement;
  const contact = contactId === undefined ? undefined : await readLiving(tx, scope, 'contact', contactId);
  const companyId = engagement.companyId ?? contact?.properties.companyId ?? undefined;
  // A company's engagements come one by one: the one that completes a count must see the others.
  if (companyId !== undefined) await lockRecord(tx, scope, `company:${companyId}`);
  const since = new Date(Date.parse(at) - 2 * windowMs(settings));
  const around = {
    opensOfContact: contactId === undefined ? [] : await opensOf(tx, scope, contactId, since),
    activeContactsOfCompany:
      companyId === undefined ? [] : (await engagementsOfCompany(tx, scope, companyId, since)).filter(isTheirDoing),
  };
  return [detectEngagement, unmetOnEngagement].flatMap((detect) =>
    detect({ ...engagement, companyId }, around, settings),
  );
}

/** Twice the longest window: whoever counts must also see whether the count was reached before. */
function windowMs({ opens, multiThread }: DetectionSettings): number {
  return Math.max(opens.windowHours, multiThread.windowDays * 24) * 3_600_000;
}

async function applyDeletion({ tx, scope }: ApplyContext, change: DeletionChange): Promise<void> {
  await markDeleted(tx, scope, change);
  if (change.kind === 'deal') await disarmActionsOn(tx, scope, change.id, change.at);
}

const IDS = { company: 'companyId', contact: 'contactId', deal: 'dealId' } as const satisfies Record<
  RecordKind,
  string
>;

/** What came too late to be acted on is not forgotten: it stands in the trigger log. */
async function logStale({ tx, scope }: ApplyContext, change: RecordChange, stale: string[]): Promise<void> {
  if (change.bulk) return;
  const { kind, id } = change;
  const payload = { crm: scope.crm, kind, id, stale };
  const about = { crm: scope.crm, [IDS[kind]]: id };
  const trigger = { workspaceId: scope.workspaceId, occurredAt: new Date(change.at), payload, about };
  await logUnused(tx, trigger, 'stale', { properties: stale });
}

/** An import or a merge tells nothing new: what it would have triggered is logged, and makes no action. */
async function logBulk({ tx, scope }: ApplyContext, detected: Detected): Promise<undefined> {
  const { triggerType, occurredAt, dealId, contactId, companyId } = detected;
  const payload = { crm: scope.crm, dealId: dealId ?? null, contactId: contactId ?? null };
  const about = { crm: scope.crm, dealId, contactId, companyId };
  const trigger = { workspaceId: scope.workspaceId, triggerType, occurredAt: new Date(occurredAt), payload, about };
  await logUnused(tx, trigger, 'bulk');
}
