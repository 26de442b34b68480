/** What bounds the guessing of secrets: failures are counted by address, successes never. */
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { Problem } from './problems.ts';

/** Of each address. A secret of 256 bits cannot be guessed at any rate: this bounds the work that trying makes. */
export const FAILURE_LIMIT = { max: 60, windowMs: 60_000 } as const;

/** How long a secret that was good is let through where its address has failed too often. */
const KNOWN_GOOD_MS = 60 * 60 * 1_000;
/** The oldest are forgotten: an attacker with many addresses must not fill the memory. */
const MAX_REMEMBERED = 10_000;

/**
 * Looks a secret up by `look`, which answers undefined where it is not good.
 *
 * @throws Problem rate-limited, without looking, where the address has failed too often. Who has been let in of late
 * still is: one colleague's broken script does not lock out an office.
 */
export type TrySecret = <T>(
  address: string,
  secret: string,
  look: () => Promise<T | undefined>,
) => Promise<T | undefined>;

/** @param isLimited false: every attempt is looked up */
export function createTrySecret(isLimited: boolean, now: () => number = () => performance.now()): TrySecret {
  const failures = remembering<{ count: number }>(FAILURE_LIMIT.windowMs, now);
  const good = remembering<true>(KNOWN_GOOD_MS, now);
  return async (address, secret, look) => {
    if (!isLimited) return look();
    const from = networkOf(address);
    const hash = createHash('sha256').update(secret).digest('base64url');
    if ((failures.get(from)?.count ?? 0) >= FAILURE_LIMIT.max && good.get(hash) === undefined) {
      throw new Problem('rate-limited', 'too many failed attempts from this address: wait a minute');
    }
    const found = await look();
    if (found !== undefined) good.set(hash, true);
    else failures.set(from, { count: (failures.get(from)?.count ?? 0) + 1 });
    return found;
  };
}

/** Whether something happens for the first time within a minute. */
export type IsFirst = (what: string) => boolean;

/** @param isLimited false: always */
export function createIsFirst(isLimited: boolean, now: () => number = () => performance.now()): IsFirst {
  const seen = remembering<true>(60_000, now);
  return (what) => {
    const isFirst = !isLimited || seen.get(what) === undefined;
    seen.set(what, true);
    return isFirst;
  };
}

/** Whom an address belongs to: in IPv6 a household or server has a whole /64 (RFC 6177), and would try them all. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: zeros }, () => '0'), ...groups(tail ?? '')];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** A bounded map whose entries end so long after they were first set. */
function remembering<V>(lifeMs: number, now: () => number) {
  const entries = new Map<string, { value: V; until: number }>();
  const get = (key: string): V | undefined => {
    const entry = entries.get(key);
    if (entry === undefined || entry.until > now()) return entry?.value;
    entries.delete(key);
    return undefined;
  };
  return {
    get,
    set(key: string, value: V): void {
      const until = get(key) === undefined ? now() + lifeMs : (entries.get(key)?.until ?? 0);
      entries.set(key, { value, until });
      const [oldest] = entries.keys();
      if (entries.size > MAX_REMEMBERED && oldest !== undefined) entries.delete(oldest);
    },
  };
}
