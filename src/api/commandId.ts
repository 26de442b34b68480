import { createHash, randomUUID } from 'node:crypto';
import type { Json } from '../domain/json.ts';

/**
 * A decision's id, `{command}:{hash of caller, Idempotency-Key and body}`. The key alone would give an edit's answer to
 * a later cancel under the same key. Without a key every request is a decision of its own.
 */
export function commandId(command: string, by: { userId: string; key: string | undefined }, body: Json): string {
  const parts = [by.userId, by.key ?? randomUUID(), body];
  return `${command}:${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`;
}
