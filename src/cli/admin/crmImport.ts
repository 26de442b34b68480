import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import { CONNECTED_CRMS, noCredential } from '../../domain/crmNames.ts';
import { parseJson } from '../../domain/json.ts';
import { createCrmSources, crmSettings } from '../../integrations/crm/connections.ts';
import type { InboxEvent } from '../../integrations/crm/inbound.ts';
import { createWebhookInbound } from '../../integrations/crm/webhook/index.ts';
import { accept } from '../../store/crm/inbox.ts';
import { UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { withDatabase } from './database.ts';
import { importFromCrm } from './importFromCrm.ts';
import { adminConfigOf } from './settings.ts';
import { check } from './shapes.ts';
import { workspaceOf } from './workspaceOf.ts';

/** The generic endpoint's types, by what a line says it is. */
const TYPES: ReadonlyMap<unknown, string> = new Map([
  ['deal', 'crm.deal.updated'],
  ['contact', 'crm.contact.updated'],
  ['company', 'crm.company.updated'],
  ['engagement', 'crm.engagement.logged'],
]);
const BATCH = 500;

export const crmImport = command({
  takes: '[FILE]',
  count: { min: 0, max: 1 },
  summary:
    'Fill the mirror from a CRM, or from a file of JSON Lines: {"kind": "deal", "record": {…}} as the generic webhook takes it',
  options: {
    workspace: { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' },
    from: { type: 'string', value: 'CRM', help: `Instead of a file: ${CONNECTED_CRMS.join(' or ')}` },
    again: { type: 'boolean', help: 'With --from: begin anew instead of where the last run stopped' },
    'skip-bad': { type: 'boolean', help: 'Leave out lines that are wrong; otherwise nothing is imported' },
  },
  async run({ from, again = false, ...values }, [file]) {
    if ((from === undefined) === (file === undefined)) throw new UsageError('give either a FILE or --from');
    if (file === undefined) return importCrm(from, again, values.workspace);
    const source = `import:${await digest(file)}`;
    // All of it is read before any of it is kept: a file with a wrong line changes nothing.
    let bad = 0;
    for await (const { line, event } of eventsOf(file, source)) {
      if (typeof event !== 'string') continue;
      if (values['skip-bad'] !== true) throw new UsageError(`line ${line}: ${event}`);
      bad += 1;
      console.error(`line ${line} is left out: ${event}`);
    }
    const counts = await withDatabase(async (db) => {
      const workspaceId = await workspaceOf(db, values.workspace);
      const rows = (events: InboxEvent[]) => events.map((event) => ({ ...event, workspaceId, crm: 'webhook' }));
      return keepAll(file, source, (events) => accept(db, rows(events)));
    });
    // The worker applies them, making no actions; a second run finds what the first has kept.
    console.log(`${counts.stored} records taken, ${counts.duplicates} were here already, ${bad} left out`);
  },
});

async function importCrm(from: string | undefined, again: boolean, workspace: string | undefined): Promise<void> {
  const crm = check('--from', z.enum(CONNECTED_CRMS, `must be one of ${CONNECTED_CRMS.join(', ')}`), from);
  const config = adminConfigOf(process.env);
  const source = createCrmSources(crmSettings(config)).get(crm);
  if (source === undefined) throw new UsageError(noCredential(crm));
  await withDatabase(async (db) => {
    const workspaceId = await workspaceOf(db, workspace ?? config.CRM_WORKSPACE);
    await importFromCrm({ db, source, workspaceId, say: (line) => console.error(line) }, again);
  });
}

interface Counts {
  stored: number;
  duplicates: number;
}

async function keepAll(file: string, source: string, keep: (events: InboxEvent[]) => Promise<Counts>): Promise<Counts> {
  const total: Counts = { stored: 0, duplicates: 0 };
  const { size } = await stat(file);
  const startedMs = performance.now();
  let batch: InboxEvent[] = [];
  const flush = async (readBytes: number, line: number) => {
    const { stored, duplicates } = await keep(batch);
    batch = [];
    total.stored += stored;
    total.duplicates += duplicates;
    const seconds = (performance.now() - startedMs) / 1_000;
    console.error(`${Math.round((100 * readBytes) / size)} %, ${line} lines, ${Math.round(line / seconds)} a second`);
  };
  let last = 0;
  for await (const { line, event, readBytes } of eventsOf(file, source)) {
    last = line;
    if (typeof event !== 'string') batch.push(event);
    if (batch.length >= BATCH) await flush(readBytes, line);
  }
  if (batch.length > 0) await flush(size, last);
  return total;
}

/** Each line as the inbox keeps it, or what is wrong with it; empty lines are none. */
async function* eventsOf(file: string, source: string) {
  const { parse } = createWebhookInbound([]);
  let line = 0;
  let readBytes = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    readBytes += Buffer.byteLength(text) + 1;
    if (text.trim() !== '') yield { line, readBytes, event: read(text, `${source} ${line}`, parse) };
  }
}

function read(text: string, id: string, parse: ReturnType<typeof createWebhookInbound>['parse']): InboxEvent | string {
  const value = parseJson(text);
  if (value === undefined) return 'is not JSON, or is nested too deep';
  if (typeof value !== 'object' || value === null || !('kind' in value)) return 'must be {"kind": …, "record": {…}}';
  const type = TYPES.get(value.kind);
  if (type === undefined) return `kind must be one of ${[...TYPES.keys()].join(', ')}`;
  const record = 'record' in value ? value.record : undefined;
  const parsed = parse({ specversion: '1.0', id, source: 'import', type, bulk: true, data: { record } }, new Date());
  if (!parsed.ok) return parsed.issues.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
  return parsed.events[0] ?? 'holds nothing';
}

/** What tells two files apart; a line of the same file is the same event, however often it is imported. */
async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk);
  } catch {
    throw new UsageError(`${file} cannot be read`);
  }
  return hash.digest('hex').slice(0, 16);
}
