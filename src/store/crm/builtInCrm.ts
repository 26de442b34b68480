/** The CRM of those who have connected none: follow-up tasks and touchpoints in tables of our own. */

import type { Urgency } from '../../domain/actionTypes.ts';
import { inScope, type Scope } from '../access/scope.ts';
import type { Db } from '../database/db.ts';
import { cursorTime, olderThan, type Page, type PageRequest, toPage } from '../database/paging.ts';

interface NewRecord {
  workspaceId: string;
  userId: string;
  subject: string;
  body?: string;
  companyId?: string;
  dealId?: string;
  contactId?: string;
}

export interface NewTask extends NewRecord {
  dueAt: Date | string;
  priority: Urgency;
}

export interface NewTouch extends NewRecord {
  touchType: string;
  occurredAt: Date | string;
}

export interface CrmRecord {
  id: string;
  userId: string;
  deliveryKey: string;
  subject: string;
  body: string | null;
  companyId: string | null;
  dealId: string | null;
  contactId: string | null;
  createdAt: Date;
}

export interface BuiltInTask extends CrmRecord {
  dueAt: Date;
  priority: Urgency;
}

export interface BuiltInTouch extends CrmRecord {
  touchType: string;
  occurredAt: Date;
}

/** Makes a task under a delivery's key; made before under the same key, that one is the answer. */
export async function insertTask(db: Db, deliveryKey: string, task: NewTask): Promise<{ id: string }> {
  const inserted = await db
    .insertInto('crm_tasks')
    .values({ ...columns(deliveryKey, task), due_at: task.dueAt, priority: task.priority })
    .onConflict((conflict) => conflict.column('delivery_key').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted ?? standing(db, 'crm_tasks', deliveryKey);
}

/** Makes a touchpoint under a delivery's key; made before under the same key, that one is the answer. */
export async function insertTouch(db: Db, deliveryKey: string, touch: NewTouch): Promise<{ id: string }> {
  const inserted = await db
    .insertInto('crm_touches')
    .values({ ...columns(deliveryKey, touch), touch_type: touch.touchType, occurred_at: touch.occurredAt })
    .onConflict((conflict) => conflict.column('delivery_key').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted ?? standing(db, 'crm_touches', deliveryKey);
}

function standing(db: Db, table: 'crm_tasks' | 'crm_touches', deliveryKey: string): Promise<{ id: string }> {
  return db.selectFrom(table).select('id').where('delivery_key', '=', deliveryKey).executeTakeFirstOrThrow();
}

function columns(deliveryKey: string, record: NewRecord) {
  return {
    workspace_id: record.workspaceId,
    user_id: record.userId,
    delivery_key: deliveryKey,
    subject: record.subject,
    body: record.body,
    company_id: record.companyId,
    deal_id: record.dealId,
    contact_id: record.contactId,
  };
}

const SHARED = [
  'r.id',
  'r.user_id as userId',
  'r.delivery_key as deliveryKey',
  'r.subject',
  'r.body',
  'r.company_id as companyId',
  'r.deal_id as dealId',
  'r.contact_id as contactId',
  'r.created_at as createdAt',
] as const;

/** The newest first. @throws CursorError */
export async function listTasks(db: Db, scope: Scope, { limit, cursor }: PageRequest): Promise<Page<BuiltInTask>> {
  const rows = await db
    .selectFrom('crm_tasks as r')
    .select([...SHARED, 'r.due_at as dueAt', 'r.priority', cursorTime('r.created_at').as('key')])
    .where(inScope(scope, 'r.user_id'))
    .where(olderThan(cursor, 'r'))
    .orderBy('r.created_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows, 'newest', limit, ({ key, id }) => [key, id]);
}

/** The newest first. @throws CursorError */
export async function listTouches(db: Db, scope: Scope, { limit, cursor }: PageRequest): Promise<Page<BuiltInTouch>> {
  const rows = await db
    .selectFrom('crm_touches as r')
    .select([
      ...SHARED,
      'r.touch_type as touchType',
      'r.occurred_at as occurredAt',
      cursorTime('r.created_at').as('key'),
    ])
    .where(inScope(scope, 'r.user_id'))
    .where(olderThan(cursor, 'r'))
    .orderBy('r.created_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows, 'newest', limit, ({ key, id }) => [key, id]);
}
