import { type Detected, shortOf, type Unmet } from '../../detection/detect.ts';
import { stageName } from '../../detection/stages.ts';
import { defaultAction } from '../../domain/autoExecute.ts';
import { crmOfAction } from '../../domain/crmNames.ts';
import type { DetectionSettings } from '../../domain/detectionSettings.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Subject } from '../../domain/subject.ts';
import { raise } from '../../intake/raise.ts';
import { logUnused } from '../../store/actions/logUnused.ts';
import { type CrmOwner, findCrmOwner } from '../../store/crm/crmOwners.ts';
import { type CrmScope, ownersOfCompany, readLiving, readRecord } from '../../store/crm/mirror.ts';
import type { Tx } from '../../store/database/db.ts';
import type { ActionRow } from '../../store/database/schema.ts';

/** In what, and by which choices, a change is applied. */
export interface ApplyContext {
  tx: Tx;
  scope: CrmScope;
  settings: DetectionSettings;
  /** Pending actions of one user; beyond it triggers make none. */
  maxOpenActionsPerUser?: number;
}

/**
 * Makes of a detected trigger what it comes to: an action of its owner's, an alert on the pending one, or an entry in
 * the trigger log that says why not. Answers the new action, whose workflow is still to be started.
 */
export async function raiseTrigger(context: ApplyContext, detected: Detected): Promise<ActionRow | undefined> {
  const { tx, scope, maxOpenActionsPerUser } = context;
  const { triggerType, occurredAt, facts } = detected;
  const situation = await situationOf(context, detected);
  const trigger = {
    workspaceId: scope.workspaceId,
    triggerType,
    occurredAt: new Date(occurredAt),
    payload: payloadOf(scope, detected),
  };
  const { company, deal, contact } = situation.subject;
  const about = { crm: scope.crm, companyId: company?.id, dealId: deal?.id, contactId: contact?.id };
  const owner = await findCrmOwner(tx, scope.workspaceId, situation.owners);
  const unmet = unmetOf(detected, context.settings);
  if (unmet !== undefined) {
    await logUnused(tx, { ...trigger, about, userId: owner?.id }, unmet.outcome, unmet.why);
    return undefined;
  }
  if (situation.isDealDeleted) {
    await logUnused(tx, { ...trigger, about, userId: owner?.id }, 'deleted');
    return undefined;
  }
  if (owner === undefined) {
    const [named] = situation.owners;
    const why = named === undefined ? {} : { owner: { id: named.ownerId, email: named.ownerEmail } };
    await logUnused(tx, { ...trigger, about, payload: withOwner(trigger.payload, named) }, 'no_owner', why);
    return undefined;
  }
  const raised = await raise(tx, owner, {
    ...trigger,
    actionType: defaultAction(owner.settings, owner.workspaceSettings, triggerType),
    subject: situation.subject,
    facts,
    given: { urgency: detected.urgency },
    contactId: detected.contactId,
    eventId: detected.eventId,
    mirror: scope.crm,
    crm: crmOfAction(scope.crm, owner.workspaceCrm),
    maxOpen: maxOpenActionsPerUser,
  });
  // Templates and validated CRM data made them: an invalid draft is a fault of ours, not of the data.
  if (raised.outcome === 'invalid_params') {
    throw new Error(`drafted invalid parameters for ${triggerType}: ${JSON.stringify(raised.issues)}`);
  }
  return raised.outcome === 'created' ? raised.created.row : undefined;
}

function unmetOf(detected: Detected, settings: DetectionSettings): Unmet | undefined {
  if (detected.belowThreshold !== true) return detected.unmet;
  return { outcome: 'below_threshold', why: { short: shortOf(detected, settings) } };
}

/** Company, deal and contact as the mirror knows them now, and who may own the trigger, the likeliest first. */
async function situationOf({ tx, scope, settings }: ApplyContext, { dealId, contactId, companyId }: Detected) {
  const deal = dealId === undefined ? undefined : await readRecord(tx, scope, 'deal', dealId);
  // Of one that was deleted before it was known there are no properties at all.
  const person = contactId ?? deal?.properties.championContactId ?? deal?.properties.contactIds?.[0];
  const contact = person === undefined ? undefined : await readLiving(tx, scope, 'contact', person);
  const account = companyId ?? deal?.properties.companyId ?? contact?.properties.companyId ?? undefined;
  const company = account === undefined ? undefined : await readLiving(tx, scope, 'company', account);
  const subject: Subject = {
    ...(account === undefined
      ? {}
      : {
          company: {
            id: account,
            name: company?.properties.name,
            country: company?.properties.country ?? undefined,
            url: company?.properties.url ?? undefined,
          },
        }),
    deal: dealId === undefined ? undefined : dealSubject(dealId, deal?.properties, settings),
    ...(person === undefined
      ? {}
      : {
          contact: {
            id: person,
            name: contact?.properties.name,
            email: contact?.properties.email ?? undefined,
            timeZone: contact?.properties.timeZone ?? undefined,
            country: contact?.properties.country ?? undefined,
            url: contact?.properties.url ?? undefined,
          },
        }),
  };
  const owners = await ownersOf(tx, scope, { deal, contact, account });
  return { subject, owners, isDealDeleted: deal?.deletedAt != null };
}

/**
 * The deal's owner, else the contact's; where the CRM names neither, whoever has the company's deals. An owner whom we
 * do not know is not replaced by a colleague.
 */
async function ownersOf(
  tx: Tx,
  scope: CrmScope,
  { deal, contact, account }: { deal?: Owned; contact?: Owned; account: string | undefined },
): Promise<CrmOwner[]> {
  const named = [deal, contact].flatMap((record) => (isOwned(record?.properties) ? [record.properties] : []));
  if (named.length > 0 || account === undefined) return named.slice(0, 1);
  return ownersOfCompany(tx, scope, account);
}

interface Owned {
  properties: CrmOwner;
}

function isOwned(owner: CrmOwner | undefined): owner is CrmOwner {
  return owner !== undefined && (owner.ownerId !== null || owner.ownerEmail !== null);
}

/** Who it was in the CRM, for whoever says who that is here: store/crm/ownersAndUsers.ts. */
function withOwner(payload: JsonObject, owner: CrmOwner | undefined): JsonObject {
  return owner === undefined ? payload : { ...payload, owner: { ...owner } };
}

type DealProperties = NonNullable<Awaited<ReturnType<typeof readRecord<'deal'>>>>['properties'];

function dealSubject(
  id: string,
  properties: DealProperties | undefined,
  settings: DetectionSettings,
): NonNullable<Subject['deal']> {
  return {
    id,
    name: properties?.name,
    amountMinor: properties?.amountMinor ?? undefined,
    currency: properties?.currency ?? undefined,
    // Of one that was deleted before it was known there is no stage.
    stage: properties?.stage && stageName(settings, properties.pipeline, properties.stage),
    ownerId: properties?.ownerId ?? undefined,
    url: properties?.url ?? undefined,
  };
}

function payloadOf({ crm }: CrmScope, { dealId, contactId, companyId, eventId, facts }: Detected): JsonObject {
  // All of it is plain JSON; members that are undefined vanish in the round trip.
  return JSON.parse(JSON.stringify({ crm, dealId, contactId, companyId, eventId, facts })) as JsonObject;
}
