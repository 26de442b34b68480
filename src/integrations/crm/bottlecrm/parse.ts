import { z } from 'zod';
import type { Parsed, Skipped } from '../inbound.ts';
import { DATA, id, time, toInboxEvent, type Word } from './event.ts';
import { isOurs } from './marker.ts';

/** What is asked of every body before its event is looked at. */
export const envelope = z
  .object({
    id: id.describe('The event’s id'),
    event: z.string().max(100).describe('What has happened to what'),
    created_at: time.describe('When the event was made'),
    data: z.unknown().describe('The record as it is now'),
  })
  .meta({
    id: 'BottleCrmEvent',
    examples: [
      {
        id: '0193a3c2-7f3e-7c1a-9d55-2b7f6f1f0c11',
        event: 'deal.updated',
        created_at: '2026-11-24T08:30:00Z',
        data: {
          id: '0193a3c2-8a10-7e44-8c0e-5d1e0a9b7f22',
          name: 'Acme renewal',
          stage: 'NEGOTIATION',
          amount: '30000.00',
        },
      },
    ],
  });
const stamp = z.object({ updated_at: time });
const written = z.object({ body: z.string() });

/** Of each word, what has happened that says something. */
const HAPPENINGS: Readonly<Record<Word, readonly string[]>> = {
  deal: ['created', 'updated', 'won', 'lost', 'deleted'],
  contact: ['created', 'updated', 'deleted'],
  account: ['created', 'updated', 'deleted'],
  interaction: ['created'],
};

/** One event a body. What is not understood is skipped and not refused: BottleCRM would send it again for hours. */
export function parse(body: unknown): Parsed {
  const opened = envelope.safeParse(body);
  if (!opened.success) {
    const issues = opened.error.issues.map(({ path, message }) => ({
      pointer: path.map((part) => `/${String(part)}`).join(''),
      detail: message,
    }));
    return { ok: false, issues };
  }
  const { id: eventId, event, created_at: createdAt, data } = opened.data;
  const about = wordOf(event);
  if (about === undefined) return skipped('unknown');
  const record = DATA[about].safeParse(data);
  if (!record.success) return skipped('malformed');
  if (about === 'interaction' && isOwn(data)) return skipped('own');
  const deleted = event.endsWith('.deleted');
  // The record is as of its last change, which may be before the event was made; a deletion changes no record.
  const stamped = stamp.safeParse(data);
  const at = stamped.success && !deleted ? stamped.data.updated_at : createdAt;
  const told = { about, id: record.data.id, at, bulk: false, data: record.data, deleted };
  return { ok: true, events: [toInboxEvent(`bottlecrm:${eventId}`, told)], skipped: [] };
}

function wordOf(event: string): Word | undefined {
  const [word = '', happening = ''] = event.split('.');
  // Checked by the line itself.
  return Object.hasOwn(HAPPENINGS, word) && HAPPENINGS[word as Word].includes(happening) ? (word as Word) : undefined;
}

/** A touch that we logged comes back as an interaction; a task, as an event that says nothing to us. */
function isOwn(data: unknown): boolean {
  const text = written.safeParse(data);
  return text.success && isOurs(text.data.body);
}

function skipped(why: Skipped): Parsed {
  return { ok: true, events: [], skipped: [why] };
}
