/** Sends the security trail out as syslog, in the order of its entries, each at least once. */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { syslogMessage } from './integrations/syslog/message.ts';
import { sendSyslog } from './integrations/syslog/send.ts';
import type { Log } from './log.ts';
import { markSent, takeUnsent } from './store/access/securitySyslog.ts';
import type { Db } from './store/database/db.ts';

export interface SyslogDeps {
  db: Db;
  log: Log;
  /** See sendSyslog. */
  url: string;
  /** How often it looks; 1 s unless told otherwise. */
  everyMs?: number;
  /** How long a batch belongs to who has taken it, and so how long nobody tries after a failure; 30 s unless told otherwise. */
  leaseMs?: number;
}

const BATCH = 100;

/**
 * Runs until `signal` aborts. Any number of workers may: a lease in Postgres has one of them send at a time. Nothing waits for it, and
 * it writes nothing where there is nothing to send: while the receiver is away entries stay where they are, and it goes on from there.
 */
export async function runSecuritySyslog(deps: SyslogDeps, signal: AbortSignal): Promise<void> {
  const { log, everyMs = 1_000 } = deps;
  while (!signal.aborted) {
    let more = false;
    try {
      more = await sendBatch(deps, signal);
    } catch (error) {
      if (!signal.aborted)
        log.warn({ err: error }, 'the security trail could not be sent as syslog: it is tried again');
    }
    if (!more) await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether there may be more at once. */
async function sendBatch({ db, url, leaseMs = 30_000 }: SyslogDeps, signal: AbortSignal): Promise<boolean> {
  const entries = await takeUnsent(db, { limit: BATCH, leaseMs });
  if (entries.length === 0) return false;
  const messages = entries.map((entry) => syslogMessage(entry, hostname()));
  // It has to be over well before the lease is.
  await sendSyslog(url, messages, leaseMs / 3, signal);
  await markSent(
    db,
    entries.map(({ id }) => id),
  );
  return entries.length === BATCH;
}
