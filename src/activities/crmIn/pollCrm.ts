/** The poll by last change: what a webhook missed is found by it, who can own records in the CRM, and its pipelines. */
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { RECORD_KINDS, type RecordKind } from '../../domain/crm.ts';
import { crmTitle } from '../../domain/crmNames.ts';
import { DeliveryError } from '../../domain/delivery.ts';
import type { CrmSource } from '../../integrations/crm/crm.ts';
import type { Log } from '../../log.ts';
import { saveConnection } from '../../store/crm/crmConnections.ts';
import { readCrmCursor, saveCursor } from '../../store/crm/crmCursors.ts';
import { saveOwners } from '../../store/crm/crmDirectory.ts';
import { savePipelines } from '../../store/crm/crmPipelines.ts';
import { accept, findWorkspaces } from '../../store/crm/inbox.ts';
import type { CrmScope } from '../../store/crm/mirror.ts';
import type { Db } from '../../store/database/db.ts';
import type { CrmInActivities, PollStep } from './contract.ts';

export interface PollDeps {
  db: Db;
  log: Log;
  /** The CRMs with a credential, by name. */
  sources: ReadonlyMap<string, CrmSource>;
  /** Whose CRMs they are; undefined: the only workspace's. */
  crmWorkspace: string | undefined;
}

/** Clocks differ, and a search index lags behind its records: each poll looks so much further back than the one before. */
const OVERLAP_MS = 5 * 60_000;
/** Pipelines last: nothing else has to wait for a CRM that refuses to tell of them. */
const STEPS: readonly PollStep[] = ['owners', ...RECORD_KINDS, 'pipelines'];

/**
 * One step of a poll. How the credential fared is kept for `/readyz`; a CRM that refuses or does not answer is asked again by
 * the next poll.
 *
 * @throws ApplicationFailure with the wait that a rate limit demands
 */
export async function pollCrm(
  deps: PollDeps,
  { crm, step }: Parameters<CrmInActivities['pollCrm']>[0],
  signal: AbortSignal,
): ReturnType<CrmInActivities['pollCrm']> {
  const { db, log } = deps;
  const source = deps.sources.get(crm);
  const [workspaceId, ...others] = await findWorkspaces(db, deps.crmWorkspace);
  if (source === undefined || workspaceId === undefined || others.length > 0) return {};
  const scope = { workspaceId, crm };
  try {
    const more = await poll(db, source, scope, step, signal);
    const next = more ? step : STEPS[STEPS.indexOf(step) + 1];
    if (next !== undefined) return { next };
    await saveConnection(db, scope, { ok: true, detail: `${crmTitle(crm)} answers` });
    return {};
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const { kind, message, retryAfterMs } = error;
    if (kind === 'rate-limited') {
      throw ApplicationFailure.create({ type: kind, message: LIMITED, nextRetryDelay: retryAfterMs });
    }
    log.warn({ crm, step, err: error }, 'a CRM could not be polled');
    await saveConnection(db, scope, { ok: false, detail: `${message} (asked for ${ASKED_FOR[step]})` });
    return {};
  }
}

const LIMITED = 'the CRM limits our rate: asked again when it says so';

const ASKED_FOR: Readonly<Record<PollStep, string>> = {
  owners: 'owners',
  company: 'companies',
  contact: 'contacts',
  deal: 'deals',
  pipelines: 'pipelines',
};

/** Answers whether the same step has more. */
async function poll(db: Db, source: CrmSource, scope: CrmScope, step: PollStep, signal: AbortSignal): Promise<boolean> {
  if (step === 'owners') await saveOwners(db, scope, await source.listOwners(signal));
  else if (step === 'pipelines') await savePipelines(db, scope, await source.listPipelines(signal));
  else return pollRecords(db, source, scope, step, signal);
  return false;
}

/** A round of pages: what has changed since `since`. It began at `begunAt`, from where the next round goes on. */
const roundShape = z.object({ since: z.iso.datetime(), begunAt: z.iso.datetime(), page: z.string().nullable() });

async function pollRecords(
  db: Db,
  source: CrmSource,
  scope: CrmScope,
  kind: RecordKind,
  signal: AbortSignal,
): Promise<boolean> {
  const name = `poll:${kind}`;
  const now = new Date().toISOString();
  const kept = await readCrmCursor(db, scope, name);
  // The first poll begins now: what lies before is for an import.
  const { since, begunAt, page } =
    kept === undefined ? { since: now, begunAt: now, page: null } : roundShape.parse(kept);
  const round = { since, begunAt: page === null ? now : begunAt };
  const from = { since: new Date(Date.parse(since) - OVERLAP_MS).toISOString(), cursor: page, bulk: false };
  const { events, next } = await source.listChanged(kind, from, signal).catch(async (error) => {
    // A page that the CRM no longer gives would be asked for ever.
    if (page !== null && error instanceof DeliveryError && error.kind === 'permanent') {
      await saveCursor(db, scope, name, { ...round, page: null });
    }
    throw error;
  });
  await accept(
    db,
    events.map((event) => ({ ...event, ...scope })),
  );
  // Only what is kept is behind us; the same page again is known by its events' keys.
  await saveCursor(
    db,
    scope,
    name,
    next === null ? { since: round.begunAt, begunAt: now, page: null } : { ...round, page: next },
  );
  return next !== null;
}
