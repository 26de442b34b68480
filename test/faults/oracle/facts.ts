/** All that is known after the last fault: rows, trail and ledger from Postgres, effects from outside. */
import type { Selectable } from 'kysely';
import type { Db } from '../../../src/store/database/db.ts';
import type { ActionRow, AuditRow, DeliveriesTable } from '../../../src/store/database/schema.ts';

export interface Facts {
  rows: ActionRow[];
  /** In the order in which they were written. */
  audit: Map<string, AuditRow[]>;
  ledger: Map<string, Selectable<DeliveriesTable>>;
  /** How often each action's effect is there, wherever. */
  effects: Map<string, number>;
}

/** @param outside the effects outside Postgres: mails, notes, tasks of other CRMs */
export async function readFacts(db: Db, outside: Map<string, number>): Promise<Facts> {
  const [rows, entries, deliveries, tasks, touches, drafts] = await Promise.all([
    db.selectFrom('pending_autonomous_actions').selectAll().execute(),
    db.selectFrom('action_audit').selectAll().orderBy('id').execute(),
    db.selectFrom('deliveries').selectAll().execute(),
    db.selectFrom('crm_tasks').select('delivery_key as key').execute(),
    db.selectFrom('crm_touches').select('delivery_key as key').execute(),
    db.selectFrom('email_drafts').select('action_id as key').execute(),
  ]);
  const effects = new Map(outside);
  for (const { key } of [...tasks, ...touches, ...drafts]) effects.set(key, (effects.get(key) ?? 0) + 1);
  return {
    rows,
    audit: groupedByAction(entries),
    ledger: new Map(deliveries.map((delivery) => [delivery.action_id, delivery])),
    effects,
  };
}

function groupedByAction(entries: AuditRow[]): Map<string, AuditRow[]> {
  const grouped = new Map<string, AuditRow[]>();
  for (const entry of entries) {
    const trail = grouped.get(entry.action_id);
    if (trail === undefined) grouped.set(entry.action_id, [entry]);
    else trail.push(entry);
  }
  return grouped;
}
