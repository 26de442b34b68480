import { createHash } from 'node:crypto';

const PLAIN_ID = /^[A-Za-z0-9._-]{1,48}$/;

/**
 * An id from outside, made safe for keys and workflow IDs: 1 to 48 characters of `[A-Za-z0-9._-]` stay as they are,
 * anything else becomes a hash of that shape. The same id always gives the same result.
 *
 * @throws RangeError where the id is empty
 */
export function normaliseId(id: string): string {
  if (id === '') throw new RangeError('an id must not be empty');
  if (PLAIN_ID.test(id)) return id;
  return `h-${createHash('sha256').update(id).digest('hex').slice(0, 40)}`;
}

/** An id that people can read and type, made from a name: `Zoë & Sons` gives `zoe-sons`. Empty where nothing of it is Latin. */
export function idFromName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-|-$/g, '');
}
