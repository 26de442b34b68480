/** Asks which addresses a host has, so that a name whose servers do not answer costs nobody else. */
import { lookup, Resolver } from 'node:dns/promises';

/** Of a host, as DNS gives it. */
export interface Address {
  address: string;
  family: number;
}

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<Address[]>;

/** The first time a question is asked, and twice as long the next: well within the time of an attempt. */
const DNS_TIMEOUT_MS = 2_000;
const DNS_TRIES = 2;

/**
 * DNS is asked by Node's own resolver, which needs none of the process's four threads: the system's takes one for as long as it waits, and
 * mail, files and cryptography wait for it. The system is asked for what DNS says that it does not know: hosts files, search domains.
 *
 * @param servers those that are asked; the system's unless a test has its own
 */
export function createResolve(servers?: readonly string[]): Resolve {
  const resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: DNS_TRIES });
  if (servers !== undefined) resolver.setServers(servers);
  const bySystem = createSystemResolve();
  return async (hostname) => {
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const found = [...addressesOf(v4, 4), ...addressesOf(v6, 6)];
    if (found.length > 0) return found;
    for (const answer of [v4, v6]) if (isTimeout(answer)) throw answer.reason;
    return bySystem(hostname);
  };
}

function addressesOf(answer: PromiseSettledResult<string[]>, family: number): Address[] {
  return answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : [];
}

/** The system would wait, too. */
function isTimeout(answer: PromiseSettledResult<unknown>): answer is PromiseRejectedResult {
  return answer.status === 'rejected' && answer.reason instanceof Error && 'code' in answer.reason
    ? answer.reason.code === 'ETIMEOUT'
    : false;
}

/** One name at a time, and each that is asked for meanwhile once: no more than one thread. */
function createSystemResolve(): Resolve {
  const asked = new Map<string, Promise<Address[]>>();
  let before: Promise<unknown> = Promise.resolve();
  return (hostname) => {
    const already = asked.get(hostname);
    if (already !== undefined) return already;
    const asking = before.then(() => lookup(hostname, { all: true })).finally(() => asked.delete(hostname));
    before = asking.catch(() => undefined);
    asked.set(hostname, asking);
    return asking;
  };
}
