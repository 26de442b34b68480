/** What the mirror knows around an action, for whoever decides on it. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ContactProperties, DealProperties } from '../../domain/crm.ts';
import { normaliseId } from '../../domain/ids.ts';
import type { Subject } from '../../domain/subject.ts';
import { inScope, type Scope } from '../access/scope.ts';
import { type CrmScope, readLiving } from '../crm/mirror.ts';
import type { Db } from '../database/db.ts';

const MAX_CHANGES = 5;

export interface ActionContext {
  /** Whose mirror it is; null: none is known of. */
  crm: string | null;
  contact: Pick<ContactProperties, 'jobTitle' | 'timeZone'> | null;
  /** As the CRM has it now, not as it was when the trigger arose. */
  deal: Pick<DealProperties, 'pipeline' | 'stage' | 'closeDate'> | null;
  lastEmailIn: Date | null;
  lastEmailOut: Date | null;
  /** Other alerts on the deal that lie in the scope, the newest first. */
  changes: { summary: string; at: Date }[];
}

interface Around {
  id: string;
  workspaceId: string;
  triggerAlertId: string | null;
  subject: Subject;
}

/** An action that lies in the scope decides what of the mirror is shown: the records it is about. */
export async function readContext(db: Db, scope: Scope, action: Around): Promise<ActionContext> {
  const { contact, deal } = action.subject;
  const [mirror, changes] = await Promise.all([mirrorOf(db, action), listChanges(db, scope, action)]);
  if (mirror === undefined)
    return { crm: null, contact: null, deal: null, lastEmailIn: null, lastEmailOut: null, changes };
  const [person, opportunity, lastEmailIn, lastEmailOut] = await Promise.all([
    contact?.id === undefined ? undefined : readLiving(db, mirror, 'contact', contact.id),
    deal === undefined ? undefined : readLiving(db, mirror, 'deal', deal.id),
    lastEmail(db, mirror, action.subject, 'inbound'),
    lastEmail(db, mirror, action.subject, 'outbound'),
  ]);
  return {
    crm: mirror.crm,
    contact: person === undefined ? null : contactIn(person.properties),
    deal: opportunity?.properties.stage === undefined ? null : dealIn(opportunity.properties),
    lastEmailIn,
    lastEmailOut,
    changes,
  };
}

/** What was never told of is absent in the mirror. */
function contactIn({ jobTitle = null, timeZone = null }: Partial<ContactProperties>) {
  return { jobTitle, timeZone };
}

function dealIn({ pipeline = null, stage, closeDate = null }: Pick<DealProperties, 'stage'> & Partial<DealProperties>) {
  return { pipeline, stage, closeDate };
}

/**
 * The mirror that the trigger was detected in. A trigger that came through the API (its payload is the request, with a
 * triggerType) has none: whoever posts one may name any record, also one that is not his to see.
 */
async function mirrorOf(db: Db, { workspaceId, triggerAlertId }: Around): Promise<CrmScope | undefined> {
  if (triggerAlertId === null) return undefined;
  const alert = await db
    .selectFrom('realtime_alerts')
    .select(sql<string | null>`case when payload ? 'triggerType' then null else payload ->> 'crm' end`.as('crm'))
    .where('id', '=', triggerAlertId)
    .executeTakeFirst();
  return alert?.crm ? { workspaceId, crm: alert.crm } : undefined;
}

async function lastEmail(
  db: Db,
  { workspaceId, crm }: CrmScope,
  { contact, deal }: Subject,
  direction: 'inbound' | 'outbound',
): Promise<Date | null> {
  if (contact?.id === undefined && deal === undefined) return null;
  // The contact's where there is one: what others on the deal wrote is no sign of this one.
  const about = contact?.id === undefined ? sql<SqlBool>`e.deal_id = ${deal?.id}` : ofContact(contact.id);
  const { at } = await db
    .selectFrom('crm_engagements as e')
    .select(({ fn }) => fn.max('e.at').as('at'))
    .where('e.workspace_id', '=', workspaceId)
    .where('e.crm', '=', crm)
    .where('e.kind', '=', 'email')
    .where('e.direction', '=', direction)
    .where(about)
    .executeTakeFirstOrThrow();
  return at;
}

function ofContact(contactId: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`e.contact_id = ${contactId}`;
}

function listChanges(db: Db, scope: Scope, { id, subject: { deal } }: Around) {
  if (deal === undefined) return Promise.resolve([]);
  return db
    .selectFrom('realtime_alerts as r')
    .select(['r.summary', 'r.created_at as at'])
    .where(inScope(scope, 'r.user_id'))
    .where('r.deal_id', '=', normaliseId(deal.id))
    .where('r.action_id', 'is distinct from', id)
    .orderBy('r.created_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(MAX_CHANGES)
    .execute();
}
