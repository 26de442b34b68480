/** A contact as a person of his own right: found by what he is known by, whatever CRM he is in. */
import { sql } from 'kysely';
import type { Db, Tx } from '../database/db.ts';

/** By what somebody asks: an address, or what a CRM calls him. */
export type Sought = { email: string } | { crm: string; contactId: string };

/** All that a workspace knows a contact by. */
export interface KnownContact {
  workspaceId: string;
  /** Lower-case; null where no address is known. */
  email: string | null;
  /** What each CRM calls him; none where he is known by his address alone. */
  ids: { crm: string; id: string }[];
}

/** What one CRM calls somebody, and the address that it has for him. */
export async function contactOfCrm(
  db: Db | Tx,
  workspaceId: string,
  { crm, contactId }: { crm: string; contactId: string },
): Promise<KnownContact> {
  const email = await addressOf(db, workspaceId, { crm, contactId });
  return { workspaceId, email, ids: [{ crm, id: contactId }] };
}

/** By an address: whoever has it in a CRM's record or in an action. By an id: the record's address, and what else has that. */
export async function identifyContact(db: Db | Tx, workspaceId: string, sought: Sought): Promise<KnownContact> {
  const email = 'email' in sought ? sought.email.toLowerCase() : await addressOf(db, workspaceId, sought);
  const ids = email === null ? [] : await idsOf(db, workspaceId, email);
  if ('email' in sought || ids.some(({ crm, id }) => crm === sought.crm && id === sought.contactId)) {
    return { workspaceId, email, ids };
  }
  return { workspaceId, email, ids: [{ crm: sought.crm, id: sought.contactId }, ...ids] };
}

async function addressOf(
  db: Db | Tx,
  workspaceId: string,
  { crm, contactId }: { crm: string; contactId: string },
): Promise<string | null> {
  const { rows } = await sql<{ email: string | null }>`
    select lower(properties ->> 'email') as email from crm_contacts
    where workspace_id = ${workspaceId} and crm = ${crm} and id = ${contactId}`.execute(db);
  return rows[0]?.email ?? null;
}

async function idsOf(db: Db | Tx, workspaceId: string, email: string): Promise<KnownContact['ids']> {
  const { rows } = await sql<{ crm: string; id: string }>`
    select crm, id from crm_contacts
    where workspace_id = ${workspaceId} and lower(properties ->> 'email') = ${email}
    union
    select crm, subject #>> '{contact,id}' from pending_autonomous_actions
    where workspace_id = ${workspaceId} and lower(subject #>> '{contact,email}') = ${email}
      and subject #>> '{contact,id}' is not null
    order by 1, 2`.execute(db);
  return rows;
}
