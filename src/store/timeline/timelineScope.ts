/** Whose a CRM's record is, and what of its timeline somebody may see. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { RecordKind } from '../../domain/crm.ts';
import type { TimelineSubject } from '../../domain/timeline.ts';
import { inScope, type Scope } from '../access/scope.ts';
import { TABLES } from '../crm/mirror.ts';
import type { Db } from '../database/db.ts';

/** A record as the mirror knows it. */
export interface Known {
  /** Null where the mirror has none. */
  name: string | null;
  url: string | null;
  /** Whether its owner, as the CRM has it now, is one whom the scope reaches. */
  isReached: boolean;
}

/** What is known of the record; undefined where the mirror does not know it. */
export async function findRecord(db: Db, scope: Scope, subject: TimelineSubject): Promise<Known | undefined> {
  const { rows } = await sql<Known>`
    select r.properties ->> 'name' as name, r.properties ->> 'url' as url, ${isReached(scope, subject)} as "isReached"
    from ${sql.table(TABLES[subject.kind])} as r
    where r.workspace_id = ${scope.workspaceId} and r.crm = ${subject.crm} and r.id = ${subject.id}`.execute(db);
  return rows[0];
}

/** Who owns it is asked of the mirror alone: whoever posts a trigger may name any record, also one that is not his to see. */
function isReached(scope: Scope, { kind }: TimelineSubject): RawBuilder<SqlBool> {
  if (scope.reach === 'workspace') return sql<SqlBool>`true`;
  return sql<SqlBool>`exists (
    select from (${OWNERS[kind]}) as o join users as u on u.workspace_id = r.workspace_id
      and (lower(u.email) = lower(o.email) or u.crm_owner_id = o.id)
    where ${inScope(scope, 'u.id')})`;
}

const ITS_OWN = sql`select r.properties ->> 'ownerId' as id, r.properties ->> 'ownerEmail' as email`;
const ofDeals = (company: RawBuilder<unknown>) => sql`
  select d.properties ->> 'ownerId' as id, d.properties ->> 'ownerEmail' as email from crm_deals as d
  where d.workspace_id = r.workspace_id and d.crm = r.crm and d.deleted_at is null and d.properties ->> 'companyId' = ${company}`;

/** As triggers find theirs (ownersOf in src/activities/crmIn/raiseTrigger.ts); a company has none but those of its deals. */
const OWNERS: Readonly<Record<RecordKind, RawBuilder<unknown>>> = {
  deal: ITS_OWN,
  contact: sql`${ITS_OWN} union all (${ofDeals(sql`r.properties ->> 'companyId'`)}
    and r.properties ->> 'ownerId' is null and r.properties ->> 'ownerEmail' is null)`,
  company: ofDeals(sql`r.id`),
};
