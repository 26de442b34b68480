import { z } from 'zod';
import type { EngagementKind } from '../../../domain/crm.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { InboxEvent, Parsed } from '../inbound.ts';
import { DATA, type EventType, envelope, isEventType } from './schema.ts';

/** One event or an array of them. One that is invalid makes the whole request so: its sender can mend it. */
export function parse(body: unknown, receivedAt: Date): Parsed {
  const isBatch = Array.isArray(body);
  const items: unknown[] = isBatch ? body : [body];
  const events: InboxEvent[] = [];
  const skipped: 'unknown'[] = [];
  const issues: { pointer: string; detail: string }[] = [];
  items.forEach((item, index) => {
    const read = parseEvent(item, receivedAt);
    if (read === 'unknown') skipped.push(read);
    else if (read instanceof z.ZodError) issues.push(...pointed(read, isBatch ? `/${index}` : ''));
    else events.push(read);
  });
  return issues.length === 0 ? { ok: true, events, skipped } : { ok: false, issues: issues.slice(0, MAX_ISSUES) };
}

/** So many are enough to mend by. */
const MAX_ISSUES = 50;

function parseEvent(item: unknown, receivedAt: Date): InboxEvent | z.ZodError | 'unknown' {
  const opened = envelope.safeParse(item);
  if (!opened.success) return opened.error;
  const { id, source, type, time, bulk = false } = opened.data;
  if (!isEventType(type)) return 'unknown';
  const parsed = z.object({ data: DATA[type] }).safeParse(item);
  if (!parsed.success) return parsed.error;
  const { record } = parsed.data.data;
  const at = utc(momentOf(record) ?? time ?? receivedAt);
  return {
    // Neither has a blank where the other could begin.
    eventKey: `${source} ${id}`,
    recordKey: `${recordKind(type)}:${record.id}`,
    occurredAt: at,
    // What came out of a JSON body is JSON; the schemas' types do not say so.
    event: { type, at, bulk, data: parsed.data.data as JsonObject },
  };
}

function momentOf(record: object): string | undefined {
  if ('updatedAt' in record) return String(record.updatedAt);
  return 'at' in record && record.at !== undefined ? String(record.at) : undefined;
}

function recordKind(type: EventType): string {
  const kind = type.split('.')[1] ?? '';
  return ['deal', 'contact', 'company'].includes(kind) ? kind : 'engagement';
}

function utc(time: string | Date): string {
  return new Date(time).toISOString();
}

function pointed({ issues }: z.ZodError, prefix: string): { pointer: string; detail: string }[] {
  return issues.map(({ path, message }) => ({
    pointer: prefix + path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    detail: message,
  }));
}

/** The kinds that a type tells by itself. */
export const KIND_OF_TYPE: Readonly<Partial<Record<EventType, EngagementKind>>> = {
  'crm.email.opened': 'email_opened',
  'crm.meeting.completed': 'meeting',
  'crm.form.submitted': 'form',
};
