/** The inbox: events of CRMs, accepted when they are here, taken record by record, kept for a while against repetitions. */
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { JsonObject } from '../../domain/json.ts';
import type { Db, Tx } from '../database/db.ts';
import type { Schema } from '../database/schema.ts';

export interface NewInboxRow {
  workspaceId: string;
  crm: string;
  eventKey: string;
  recordKey: string;
  event: JsonObject;
  /** RFC 3339. */
  occurredAt: string;
}

/** The workspaces that events may belong to: the one named, where it exists, or any two. */
export async function findWorkspaces(db: Db, id: string | undefined): Promise<string[]> {
  const rows = await db
    .selectFrom('workspaces')
    .select('id')
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .limit(2)
    .execute();
  return rows.map((row) => row.id);
}

/** Keeps all rows in one statement, but those that are here already; resolves when they would survive a crash. */
export async function accept(db: Db, rows: NewInboxRow[]): Promise<{ stored: number; duplicates: number }> {
  if (rows.length === 0) return { stored: 0, duplicates: 0 };
  const { numAffectedRows = 0n } = await sql`
    insert into crm_inbox (workspace_id, crm, event_key, record_key, event, occurred_at)
    select "workspaceId", crm, "eventKey", "recordKey", event, "occurredAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r
      ("workspaceId" text, crm text, "eventKey" text, "recordKey" text, event jsonb, "occurredAt" timestamptz)
    on conflict (workspace_id, crm, event_key) do nothing`.execute(db);
  const stored = Number(numAffectedRows);
  return { stored, duplicates: rows.length - stored };
}

/** Everything that waits for one record. */
export interface TakenRecord {
  workspaceId: string;
  crm: string;
  recordKey: string;
  /** In the order of their arrival. */
  rows: { id: string; event: JsonObject; occurredAt: Date; receivedAt: Date }[];
}

/** How many waiting rows are looked through for each record wanted: many may be of one record. */
const LOOK_AHEAD = 20;

/**
 * Takes up to `limit` records, the longest waiting first, each with all its rows, for `takenMs`. A record of which anybody
 * has taken a row, or is about to, is left alone: its events keep their order.
 *
 * In small steps on purpose: right after a burst Postgres's statistics still say that nothing waits, and one clever
 * statement then scanned all that waits for each row (4 s for one take of 10,000).
 */
export function takeRecords(db: Db, limit: number, takenMs: number): Promise<TakenRecord[]> {
  return db.transaction().execute(async (tx) => {
    const keys = await longestWaiting(tx, limit);
    if (keys.length === 0) return [];
    const { rows: locked } = await sql<RecordKey & { id: string }>`
      select id, workspace_id, crm, record_key from crm_inbox
      where state = 'new' and taken_until <= now() and ${oneOf(keys)}
      for update skip locked`.execute(tx);
    // Looked at once they are locked: a row that another has, or that has come since, leaves its record for later.
    const { rows: all } = await sql<RecordKey & { rows: number }>`
      select workspace_id, crm, record_key, count(*)::int as rows from crm_inbox
      where state = 'new' and ${oneOf(keys)}
      group by workspace_id, crm, record_key`.execute(tx);
    const total = new Map(all.map((record) => [nameOf(record), record.rows]));
    const own = new Map<string, number>();
    for (const row of locked) own.set(nameOf(row), (own.get(nameOf(row)) ?? 0) + 1);
    const ids = locked.filter((row) => own.get(nameOf(row)) === total.get(nameOf(row))).map(({ id }) => id);
    const { rows } = await sql<TakenRow>`
      update crm_inbox
      set taken_until = now() + ${takenMs} * interval '1 millisecond', attempts = attempts + 1
      where id = any(${ids}::bigint[])
      returning id, workspace_id, crm, record_key, event, occurred_at, received_at`.execute(tx);
    return groupByRecord(rows);
  });
}

/** Whoever took them is still at work: they stay taken for `takenMs` from now. */
export async function keepTaken(db: Db, ids: string[], takenMs: number): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('crm_inbox')
    .set({ taken_until: sql<Date>`now() + ${takenMs} * interval '1 millisecond'` })
    .where('id', 'in', ids)
    .where('state', '=', 'new')
    .execute();
}

interface RecordKey {
  workspace_id: string;
  crm: string;
  record_key: string;
}

async function longestWaiting(tx: Tx, limit: number): Promise<RecordKey[]> {
  const { rows } = await sql<RecordKey>`
    select workspace_id, crm, record_key from crm_inbox
    where state = 'new' and taken_until <= now()
    order by id limit ${limit * LOOK_AHEAD}`.execute(tx);
  return [...new Map(rows.map((row) => [nameOf(row), row])).values()].slice(0, limit);
}

function oneOf(keys: RecordKey[]): RawBuilder<SqlBool> {
  const column = (name: keyof RecordKey) => keys.map((key) => key[name]);
  return sql<SqlBool>`(workspace_id, crm, record_key) in (
    select * from unnest(${column('workspace_id')}::text[], ${column('crm')}::text[], ${column('record_key')}::text[]))`;
}

function nameOf({ workspace_id, crm, record_key }: RecordKey): string {
  return JSON.stringify([workspace_id, crm, record_key]);
}

interface TakenRow extends RecordKey {
  id: string;
  event: JsonObject;
  occurred_at: Date;
  received_at: Date;
}

function groupByRecord(rows: TakenRow[]): TakenRecord[] {
  const records = new Map<string, TakenRecord>();
  for (const row of rows.sort((a, b) => Number(a.id) - Number(b.id))) {
    const { workspace_id: workspaceId, crm, record_key: recordKey, id, event } = row;
    const key = nameOf(row);
    const record = records.get(key) ?? { workspaceId, crm, recordKey, rows: [] };
    record.rows.push({ id, event, occurredAt: row.occurred_at, receivedAt: row.received_at });
    records.set(key, record);
  }
  return [...records.values()];
}

/** In the transaction that wrote what came of the rows. Answers how many were still to be done: fewer than given means that others did them. */
export async function markDone(db: Kysely<Schema>, ids: string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const { numUpdatedRows } = await db
    .updateTable('crm_inbox')
    .set({ state: 'done', done_at: sql<Date>`now()`, error: null })
    .where('id', 'in', ids)
    .where('state', '=', 'new')
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** With the waits below: a little more than a day. */
const MAX_ATTEMPTS = 300;
const MAX_BACKOFF_SECONDS = 300;

/**
 * Taken again after 2, 4, 8 … seconds, at most five minutes, or after `retryAfterMs`; not at all with `retry: false`, or when
 * it has been tried for a day: the rows then stay, as failed, until somebody looks.
 */
export async function markFailed(
  db: Db,
  ids: string[],
  error: string,
  { retry = true, retryAfterMs }: { retry?: boolean; retryAfterMs?: number } = {},
): Promise<void> {
  if (ids.length === 0) return;
  const backoff = sql<number>`least(power(2, least(attempts, 20)), ${MAX_BACKOFF_SECONDS}) * 1000`;
  const delayMs = retryAfterMs === undefined ? backoff : sql<number>`${retryAfterMs}::float8`;
  await db
    .updateTable('crm_inbox')
    .set({
      error: error.slice(0, 1_000),
      state: sql<'new' | 'failed'>`case when ${retry} and attempts < ${MAX_ATTEMPTS} then 'new' else 'failed' end`,
      taken_until: sql<Date>`now() + ${delayMs} * interval '1 millisecond'`,
    })
    .where('id', 'in', ids)
    .where('state', '=', 'new')
    .execute();
}

export interface InboxBacklog {
  waiting: number;
  failed: number;
  /** Since the longest waiting one was received; 0 where none waits. */
  oldestSeconds: number;
  lastError: string | null;
}

/** What an operator wants to know of the inbox. */
export async function backlog(db: Db): Promise<InboxBacklog> {
  const row = await db
    .selectFrom('crm_inbox')
    .select(({ fn }) => [
      fn.countAll<string>().filterWhere('state', '=', 'new').as('waiting'),
      fn.countAll<string>().filterWhere('state', '=', 'failed').as('failed'),
      fn.max('error').as('lastError'),
      sql<number>`coalesce(extract(epoch from now() - min(received_at) filter (where state = 'new')), 0)::float8`.as(
        'age',
      ),
    ])
    .where((eb) => eb.or([eb('state', '=', 'new'), eb('state', '=', 'failed')]))
    .executeTakeFirstOrThrow();
  const { waiting, failed, lastError, age } = row;
  return { waiting: Number(waiting), failed: Number(failed), oldestSeconds: Math.round(age), lastError };
}

/** Whether anything waits that nobody has taken. */
export async function hasDue(db: Db): Promise<boolean> {
  const due = await db
    .selectFrom('crm_inbox')
    .select('id')
    .where('state', '=', 'new')
    .where('taken_until', '<=', sql<Date>`now()`)
    .limit(1)
    .executeTakeFirst();
  return due !== undefined;
}
