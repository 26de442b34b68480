/** The job's rows and statements as the two simple systems have them: what nobody could leave out. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { DUE_AFTER_MS } from './system.ts';

export const SCHEMA = `
  create table actions (
    id uuid primary key,
    payload jsonb not null,
    status text not null default 'pending',
    due_at timestamptz,
    created_at timestamptz not null default now(),
    approved_at timestamptz,
    executed_at timestamptz);
  create index actions_due on actions (due_at) where status = 'pending' and due_at is not null;
  create table touches (
    action_id uuid primary key references actions,
    subject text not null,
    made_at timestamptz not null default now());`;

export const EXECUTED_SQL = `
  select id, pg_xact_commit_timestamp(xmin) as at from actions where status = 'executed' and id = any($1::uuid[])`;

export interface NewRow {
  id: string;
  dueMs: number | undefined;
}

/** @param byItself whether it is due after DUE_AFTER_MS */
export async function insertAction(db: pg.Pool, payload: unknown, byItself: boolean): Promise<NewRow> {
  const id = randomUUID();
  const dueMs = byItself ? Date.now() + DUE_AFTER_MS : undefined;
  const dueAt = dueMs === undefined ? null : new Date(dueMs);
  await db.query('insert into actions (id, payload, due_at) values ($1, $2, $3)', [id, JSON.stringify(payload), dueAt]);
  return { id, dueMs };
}

/** Approves, acts and records, each in a commit of its own, as the effect is another system's in earnest. */
export async function executeAction(db: pg.Pool, id: string): Promise<void> {
  const { rowCount } = await db.query(
    "update actions set status = 'approved', approved_at = now() where id = $1 and status in ('pending', 'approved')",
    [id],
  );
  if (rowCount === 0) return;
  await db.query("insert into touches (action_id, subject) values ($1, 'Met') on conflict do nothing", [id]);
  await db.query("update actions set status = 'executed', executed_at = now() where id = $1", [id]);
}
