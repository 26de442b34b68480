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
    select r.properties ->> 'name' as name, r.properties ->> 'url' as url, ${isReached(scope, subject.kind, 'r')} as "isReached"
    from ${sql.table(TABLES[subject.kind])} as r
    where r.workspace_id = ${scope.workspaceId} and r.crm = ${subject.crm} and r.id = ${subject.id}`.execute(db);
  return rows[0];
}

/** A row of the mirror, by the alias that its statement gives it. */
type MirrorAlias = 'r' | 'd' | 'y' | 'c';

/**
 * The condition that a record of the mirror is owned by somebody whom the scope reaches. Who owns it is asked of the mirror alone: whoever posts
 * a trigger may name any record, also one that is not his to see.
 */
export function isReached(scope: Scope, kind: RecordKind, alias: MirrorAlias): RawBuilder<SqlBool> {
  if (scope.reach === 'workspace') return sql<SqlBool>`true`;
  const workspace = sql.ref(`${alias}.workspace_id`);
  return sql<SqlBool>`exists (
    select from (${OWNERS[kind](alias)}) as o join users as u on u.workspace_id = ${workspace}
      and (lower(u.email) = lower(o.email) or u.crm_owner_id = o.id)
    where ${inScope(scope, 'u.id')})`;
}

function itsOwn(alias: MirrorAlias): RawBuilder<unknown> {
  const has = said(alias);
  return sql`select ${has} ->> 'ownerId' as id, ${has} ->> 'ownerEmail' as email`;
}

function ofDeals(alias: MirrorAlias, company: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select x.properties ->> 'ownerId' as id, x.properties ->> 'ownerEmail' as email from crm_deals as x
    where x.workspace_id = ${sql.ref(`${alias}.workspace_id`)} and x.crm = ${sql.ref(`${alias}.crm`)} and x.deleted_at is null
      and x.properties ->> 'companyId' = ${company}`;
}

function said(alias: MirrorAlias): RawBuilder<unknown> {
  return sql.ref(`${alias}.properties`);
}

/** As triggers find theirs (ownersOf in src/activities/crmIn/raiseTrigger.ts); a company has none but those of its deals. */
const OWNERS: Readonly<Record<RecordKind, (alias: MirrorAlias) => RawBuilder<unknown>>> = {
  deal: itsOwn,
  contact: (alias) => sql`${itsOwn(alias)} union all (${ofDeals(alias, sql`${said(alias)} ->> 'companyId'`)}
    and ${said(alias)} ->> 'ownerId' is null and ${said(alias)} ->> 'ownerEmail' is null)`,
  company: (alias) => ofDeals(alias, sql`${sql.ref(`${alias}.id`)}`),
};
