import type { CrmChange } from '../../domain/crm.ts';
import { DeliveryError } from '../../domain/delivery.ts';
import type { CrmReader } from '../../integrations/crm/inbound.ts';
import type { Log } from '../../log.ts';
import { keepTaken, markDone, markFailed, type TakenRecord, takeRecords } from '../../store/crm/inbox.ts';
import type { Db } from '../../store/database/db.ts';
import type { ActionRow } from '../../store/database/schema.ts';
import { beating } from '../beating.ts';
import { applyChanges } from './applyChanges.ts';
import { notFromTheFuture } from './notFromTheFuture.ts';
import { type Chosen, settingsOnce } from './settingsOnce.ts';

export interface DrainDeps {
  db: Db;
  log: Log;
  /** Pending actions of one user; beyond it triggers make none. */
  maxOpenActionsPerUser?: number;
  /** Reads what a CRM sent, by the CRM's name. */
  readers: ReadonlyMap<string, CrmReader>;
  /** Has the workflow of an action that was made started. */
  tell: (action: ActionRow) => void;
}

const RECORDS = 50;
/** As long as the activity's heartbeat timeout, and renewed as often: what a dead worker has taken is free when another is asked. */
const TAKEN_MS = 30_000;

/** Transactions at once: more would only wait for connections that executions need as well. */
const APPLIERS = 5;

/**
 * Applies what CRMs have sent, record by record, each in one transaction with its inbox rows. A record that cannot be
 * read now is left for later and keeps nobody else waiting.
 */
export async function drainInbox(deps: DrainDeps): Promise<{ records: number; more: boolean }> {
  const taken = await takeRecords(deps.db, RECORDS, TAKEN_MS);
  const settingsOf = settingsOnce(deps.db);
  // Read together, as the events that are read at the same time share their requests to the CRM.
  const readings = taken.map((record): Reading => {
    const chosen = settingsOf(record);
    return { record, chosen, changes: chosen.then((settings) => read(deps, record, settings)) };
  });
  for (const { changes } of readings) changes.catch(() => undefined);
  const open = new Set(taken);
  const left = readings.values();
  await beating(
    () => keep(deps, open),
    () =>
      Promise.all(
        Array.from({ length: APPLIERS }, async () => {
          for (const reading of left) {
            await applyRecord(deps, reading);
            open.delete(reading.record);
          }
        }),
      ),
  );
  return { records: taken.length, more: taken.length > 0 };
}

/** Where it fails another may take them too, and one of the two comes too late. */
function keep({ db, log }: DrainDeps, open: ReadonlySet<TakenRecord>): void {
  const ids = [...open].flatMap(({ rows }) => rows.map(({ id }) => id));
  keepTaken(db, ids, TAKEN_MS).catch((error) => log.warn({ err: error }, 'the inbox could not be kept taken'));
}

interface Reading {
  record: TakenRecord;
  chosen: Promise<Chosen>;
  changes: Promise<CrmChange[]>;
}

async function applyRecord(
  { db, log, tell, maxOpenActionsPerUser }: DrainDeps,
  { record, chosen, changes }: Reading,
): Promise<void> {
  const { workspaceId, crm, recordKey, rows } = record;
  const scope = { workspaceId, crm };
  const ids = rows.map(({ id }) => id);
  try {
    const [read, { detection: settings }] = [await changes, await chosen];
    const made = await db.transaction().execute(async (tx) => {
      // Another drain has been faster, as after a lease that ran out. Undone here, what is left is taken again.
      if ((await markDone(tx, ids)) < ids.length) throw new Error('another drain has taken some of the events');
      return applyChanges({ tx, scope, settings, maxOpenActionsPerUser }, recordKey, read);
    });
    for (const action of made) tell(action);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log.warn({ crm, recordKey, err: error }, 'what a CRM sent could not be applied yet');
    const retry = !(error instanceof DeliveryError && error.kind === 'permanent');
    const retryAfterMs = error instanceof DeliveryError ? error.retryAfterMs : undefined;
    await markFailed(db, ids, message, { retry, retryAfterMs });
  }
}

async function read(
  { readers }: DrainDeps,
  { crm, rows }: TakenRecord,
  { detection: { fieldMap }, currency }: Chosen,
): Promise<CrmChange[]> {
  const reader = readers.get(crm);
  if (reader === undefined) throw new DeliveryError('transient', `no connection to the CRM ${crm} is configured`);
  const events = rows.map(({ event }) => event);
  const changes = await reader.read(events, { fieldMap: fieldMap[crm] ?? {}, currency });
  const lastReceivedAt = new Date(Math.max(...rows.map(({ receivedAt }) => receivedAt.getTime())));
  return changes.map((change) => notFromTheFuture(change, lastReceivedAt));
}
