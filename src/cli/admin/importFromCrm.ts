/** Fills the mirror from a CRM: owners and pipelines, then companies, contacts and deals, page by page. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RECORD_KINDS } from '../../domain/crm.ts';
import { crmTitle } from '../../domain/crmNames.ts';
import { DeliveryError } from '../../domain/delivery.ts';
import type { CrmSource } from '../../integrations/crm/crm.ts';
import { readCrmCursor, saveCursor } from '../../store/crm/crmCursors.ts';
import { saveOwners } from '../../store/crm/crmDirectory.ts';
import { savePipelines } from '../../store/crm/crmPipelines.ts';
import { accept } from '../../store/crm/inbox.ts';
import type { Db } from '../../store/database/db.ts';
import { CommandFailure } from '../errors.ts';

export interface ImportDeps {
  db: Db;
  source: CrmSource;
  workspaceId: string;
  /** One line of progress. */
  say(line: string): void;
  /** Lets a rate limit pass. */
  wait?: (ms: number) => Promise<unknown>;
}

const CURSOR = 'import';
/** The next page to be asked for; `kind` null: all has been imported. */
const cursorShape = z.object({
  kind: z.enum(RECORD_KINDS).nullable(),
  page: z.string().nullable(),
  /** Of this kind, how many records so far. */
  count: z.number(),
});
type Cursor = z.output<typeof cursorShape>;

const BEGINNING: Cursor = { kind: RECORD_KINDS[0], page: null, count: 0 };
const PLURAL = { company: 'companies', contact: 'contacts', deal: 'deals' } as const;
/** A source has time limits for each of its requests; this one is for a page with all of them. */
const PAGE_TIMEOUT_MS = 5 * 60_000;

/**
 * Goes on where an earlier run has stopped; with `again` it begins anew. What is kept already is not kept twice.
 *
 * @throws CommandFailure where the CRM does not answer or refuses; the next run goes on from there
 */
export async function importFromCrm(deps: ImportDeps, again: boolean): Promise<void> {
  const { db, source, workspaceId, say } = deps;
  const scope = { workspaceId, crm: source.name };
  const kept = again ? undefined : await readCrmCursor(db, scope, CURSOR);
  let cursor = kept === undefined ? BEGINNING : cursorShape.parse(kept);
  if (cursor.kind === null) {
    say(`${crmTitle(source.name)} has been imported before; --again begins anew`);
    return;
  }
  if (kept !== undefined) say(`going on with ${PLURAL[cursor.kind]} after ${cursor.count}`);
  const owners = await asking(deps, (signal) => source.listOwners(signal));
  await saveOwners(db, scope, owners);
  say(`${owners.length} owners`);
  const pipelines = await asking(deps, (signal) => source.listPipelines(signal));
  await savePipelines(db, scope, pipelines);
  say(`${pipelines.length} pipelines`);
  while (cursor.kind !== null) {
    cursor = await importPage(deps, cursor, cursor.kind);
    await saveCursor(db, scope, CURSOR, cursor);
  }
  say('all of it is in the inbox: the worker fills the mirror with it, and makes no actions');
}

async function importPage(deps: ImportDeps, { page, count }: Cursor, kind: (typeof RECORD_KINDS)[number]) {
  const { db, source, workspaceId, say } = deps;
  const from = { since: null, cursor: page, bulk: true };
  const { events, next } = await asking(deps, (signal) => source.listChanged(kind, from, signal));
  const rows = events.map((event) => ({ ...event, workspaceId, crm: source.name }));
  const { duplicates } = await accept(db, rows);
  const total = count + events.length;
  say(`${total} ${PLURAL[kind]}${duplicates === 0 ? '' : `, of these ${duplicates} were here already`}`);
  if (next !== null) return { kind, page: next, count: total };
  return { kind: RECORD_KINDS[RECORD_KINDS.indexOf(kind) + 1] ?? null, page: null, count: 0 };
}

/** Asks until it is answered, for as long as the CRM only asks for patience. */
async function asking<T>(deps: ImportDeps, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { source, say, wait = sleep } = deps;
  for (;;) {
    try {
      return await ask(AbortSignal.timeout(PAGE_TIMEOUT_MS));
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      if (error.kind !== 'rate-limited') {
        const advice = error.kind === 'permanent' ? '--again begins anew' : 'run it again: it goes on from here';
        throw new CommandFailure('import-stopped', `${error.message}; ${advice}`);
      }
      const waitMs = error.retryAfterMs ?? 1_000;
      say(`${crmTitle(source.name)} asks to wait for ${Math.ceil(waitMs / 1_000)} s`);
      await wait(waitMs);
    }
  }
}
