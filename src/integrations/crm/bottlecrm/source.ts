/** BottleCRM, as poll, import and `crm check` ask it (django-crm 1.35.0). */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CheckLine } from '../../../domain/check.ts';
import { DeliveryError } from '../../../domain/delivery.ts';
import { instantOf } from '../../../domain/instant.ts';
import type { CrmPipeline } from '../../../domain/pipelines.ts';
import type { ChangedFrom, ChangedPage, CrmSource, RecordKind } from '../crm.ts';
import type { InboxEvent } from '../inbound.ts';
import { crmText } from '../text.ts';
import { BOTTLECRM, type BottleCrmApi, type BottleCrmSettings, createBottleCrmApi } from './api.ts';
import { DATA, toInboxEvent, type Word } from './event.ts';
import { pipelineId, ROWS } from './records.ts';

/** For each kind: what webhooks call it, its path, its name in the activity feed, and where the rows are in an answer. */
const KINDS = {
  deal: { about: 'deal', path: 'opportunities', entity: 'Opportunity', one: 'opportunity_obj' },
  contact: { about: 'contact', path: 'contacts', entity: 'Contact', one: 'contact_obj' },
  company: { about: 'account', path: 'accounts', entity: 'Account', one: 'account_obj' },
} as const satisfies Record<RecordKind, { about: Word; path: string; entity: string; one: string }>;

/** @param settings.timeoutMs for each request */
export function createBottleCrmSource(settings: BottleCrmSettings): CrmSource {
  const api = createBottleCrmApi(settings);
  return {
    name: BOTTLECRM,
    listOwners: (signal) => api.owners(signal),
    listPipelines: (signal) => listPipelines(api, signal),
    listChanged: (kind, from, signal) => listChanged(api, kind, from, signal),
    check: (signal) => check(api, signal),
  };
}

const pipelines = z.object({
  pipelines: z.array(
    z.object({
      id: z.string(),
      // In their order. A stage's code is what deals have, its label what an administrator may change.
      stages: z.array(z.object({ code: crmText, label: crmText, kind: z.enum(['open', 'won', 'lost']) })),
    }),
  ),
});

async function listPipelines(api: BottleCrmApi, signal: AbortSignal): Promise<CrmPipeline[]> {
  const answer = await api.get(['opportunities', 'pipelines'], pipelines, { signal });
  return answer.pipelines.map(({ id, stages }) => ({
    id: pipelineId(id),
    stages: stages.map(({ code, label, kind }) => ({ id: code, label: label || code, kind })),
  }));
}

/**
 * BottleCRM's lists can be neither filtered nor sorted by change, and say of deals and companies no time of it. Its activity
 * feed does, but knows the last fifty only: where more has changed since, and for everything, all records are listed, and
 * one that is as it was is known by its digest.
 */
async function listChanged(
  api: BottleCrmApi,
  kind: RecordKind,
  { since, cursor, bulk }: ChangedFrom,
  signal: AbortSignal,
): Promise<ChangedPage> {
  if (since !== null && cursor === null) {
    const changed = await changedSince(api, kind, Date.parse(since), signal);
    if (changed !== undefined) return { events: await readEach(api, kind, changed, bulk, signal), next: null };
  }
  return listPage(api, kind, { offset: Number(cursor ?? 0), bulk }, signal);
}

const FEED = 50;
const feed = z.object({
  activities: z.array(z.object({ action: z.string(), entity_id: z.string(), timestamp: z.string() })),
});

/** When each record last changed, by its id, the longest ago first; undefined where the feed does not go back so far. */
async function changedSince(api: BottleCrmApi, kind: RecordKind, sinceMs: number, signal: AbortSignal) {
  const query = { entity_type: KINDS[kind].entity, limit: FEED };
  const { activities } = await api.get(['activities'], feed, { query, signal });
  const recent = activities.filter(({ timestamp }) => Date.parse(timestamp) >= sinceMs);
  if (recent.length === FEED) return undefined;
  const latest = new Map<string, string>();
  for (const { action, entity_id: id, timestamp } of recent) {
    const at = instantOf(Date.parse(timestamp));
    if (at !== undefined && ['CREATE', 'UPDATE'].includes(action) && !latest.has(id)) latest.set(id, at);
  }
  return [...latest].map(([id, at]) => ({ id, at })).reverse();
}

async function readEach(
  api: BottleCrmApi,
  kind: RecordKind,
  changed: { id: string; at: string }[],
  bulk: boolean,
  signal: AbortSignal,
): Promise<InboxEvent[]> {
  const { about, path, one } = KINDS[kind];
  const answer = z.object({ [one]: ROWS[about] });
  const events: InboxEvent[] = [];
  for (const { id, at } of changed) {
    const found = await api.get([path, id], answer, { signal }).catch(goneIsNull);
    const data = DATA[about].safeParse(found?.[one]);
    if (data.success) events.push(toInboxEvent(`poll:${kind}:${id}:${at}`, { about, id, at, bulk, data: data.data }));
  }
  return events;
}

/** Deleted since, or out of the token's sight. */
function goneIsNull(error: unknown): null {
  if (error instanceof DeliveryError && error.kind === 'permanent') return null;
  throw error;
}

const PAGE = 100;
const LISTS = {
  deal: z
    .object({ opportunities_count: z.number(), opportunities: z.array(ROWS.deal) })
    .transform((list) => ({ total: list.opportunities_count, rows: list.opportunities })),
  contact: z
    .object({ count: z.number(), results: z.array(ROWS.contact) })
    .transform((list) => ({ total: list.count, rows: list.results })),
  company: z
    .object({ active_accounts: z.object({ open_accounts_count: z.number(), open_accounts: z.array(ROWS.account) }) })
    .transform(({ active_accounts: list }) => ({ total: list.open_accounts_count, rows: list.open_accounts })),
} as const;

/** A page of all records, in BottleCRM's order. `next` is an offset: it serves as long as nothing is deleted meanwhile. */
async function listPage(
  api: BottleCrmApi,
  kind: RecordKind,
  { offset, bulk }: { offset: number; bulk: boolean },
  signal: AbortSignal,
): Promise<ChangedPage> {
  const { about, path } = KINDS[kind];
  const shape: z.ZodType<{ total: number; rows: unknown[] }> = LISTS[kind];
  const { total, rows } = await api.get([path], shape, { query: { limit: PAGE, offset }, signal });
  const at = new Date().toISOString();
  // Part of the key, so that a record that is again as it was yesterday is taken once more.
  const hour = at.slice(0, 13);
  const events = rows.flatMap((row) => {
    const { success, data } = DATA[about].safeParse(row);
    return success
      ? [toInboxEvent(`poll:${kind}:${data.id}:${hour}:${digestOf(data)}`, { about, id: data.id, at, bulk, data })]
      : [];
  });
  const next = offset + PAGE;
  return { events, next: next < total ? String(next) : null };
}

function digestOf(data: unknown): string {
  return createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 32);
}

/** What is asked for, and which scope of the token allows it. */
const READING: { what: string; path: string[]; query?: Record<string, string | number>; scope: string }[] = [
  { what: 'Reading members (owners)', path: ['users', 'get-teams-and-users'], scope: 'users:read' },
  { what: 'Reading the organization (time zone of due days)', path: ['org', 'settings'], scope: 'org:read' },
  { what: 'Reading deals', path: ['opportunities'], query: { limit: 1 }, scope: 'opportunities:read' },
  { what: 'Reading pipelines', path: ['opportunities', 'pipelines'], scope: 'opportunities:read' },
  { what: 'Reading contacts', path: ['contacts'], query: { limit: 1 }, scope: 'contacts:read' },
  { what: 'Reading companies', path: ['accounts'], query: { limit: 1 }, scope: 'accounts:read' },
  { what: 'Reading tasks', path: ['tasks'], query: { limit: 1, slim: 'true' }, scope: 'tasks:read' },
  { what: 'Reading the activity feed (poll)', path: ['activities'], query: { limit: 1 }, scope: 'activities:read' },
];
const WRITING = [
  { what: 'Writing tasks', resource: 'tasks' },
  { what: 'Writing interactions', resource: 'interactions' },
  { what: 'Writing on deals (touches)', resource: 'opportunities' },
  { what: 'Writing on contacts (touches)', resource: 'contacts' },
  { what: 'Writing on companies (touches)', resource: 'accounts' },
];

async function check(api: BottleCrmApi, signal: AbortSignal): Promise<CheckLine[]> {
  const lines: CheckLine[] = [];
  for (const { what, path, query = {}, scope } of READING) {
    lines.push(await lineOf(what, scope, api.get(path, z.unknown(), { query, signal })));
  }
  for (const { what, resource } of WRITING) {
    lines.push(await lineOf(what, `${resource}:write`, api.tryWriting(resource, signal)));
  }
  return lines;
}

function lineOf(what: string, scope: string, work: Promise<unknown>): Promise<CheckLine> {
  const todo = `Check BOTTLECRM_URL and BOTTLECRM_TOKEN; the token needs ${scope}.`;
  return work.then(
    () => ({ what, ok: true, detail: 'allowed' }),
    (error: unknown) => ({ what, ok: false, detail: error instanceof Error ? error.message : String(error), todo }),
  );
}
