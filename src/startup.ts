/** What API and worker look at when they start. */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadHolidays } from './calendar/holidays.ts';
import { commandLine } from './cli/commandLine.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { createSetupLink, SETUP_LINK_HOURS } from './store/access/setup.ts';
import type { Db } from './store/database/db.ts';
import { missingMigrations } from './store/database/migrate.ts';
import { mayChangeTrail } from './store/database/runningRole.ts';
import { isDatabaseUnavailable } from './store/database/unavailable.ts';
import { sealingKeyOf } from './store/people/encryption.ts';
import { publishSealingKey } from './store/people/sealingKey.ts';
import { hasSendWindow } from './store/settings/workspace.ts';

const AGAIN_MS = 1_000;

/** What only a person can put right; shown as its message alone. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * Waits until the database answers, and then sees whether it is migrated. False where it is told to stop first.
 *
 * @throws StartError where migrations are missing, with the command that applies them
 */
export async function untilMigrated(db: Db, log: Log, signal: AbortSignal): Promise<boolean> {
  const isMigrated = await untilAnswered(log, signal, async () => {
    const missing = await missingMigrations(db);
    if (missing.length === 0) {
      // Asked for while rows are locked, and elsewhere 21 MiB that nobody needs.
      if (await hasSendWindow(db)) await loadHolidays();
      if (await mayChangeTrail(db))
        log.warn('the role of DATABASE_URL could change the audit trail: docs/operating.md, "Roles of the database"');
      return true;
    }
    const lacks = missing.length === 1 ? missing[0] : `${missing.length} migrations, the first ${missing[0]}`;
    throw new StartError(`signoff: the database is not up to date, it lacks ${lacks}: run ${commandLine('migrate')}`);
  });
  return isMigrated ?? false;
}

/** Asks the database again while it does not answer. Undefined where it is told to stop first. */
async function untilAnswered<T>(log: Log, signal: AbortSignal, ask: () => Promise<T>): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await ask();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      log.warn({ err: error }, 'the database is not reachable yet');
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

/** Lets the API seal what only whoever holds SECRET_KEY opens. */
export async function publishKey(db: Db, secretKey: string, log: Log, signal: AbortSignal): Promise<void> {
  const key = await sealingKeyOf(secretKey);
  await untilAnswered(log, signal, () => publishSealingKey(db, key));
}

/**
 * Where there is no workspace yet, tells of a link that makes the first one: in words on stderr, for whoever has started
 * this. The secret stands in the address's fragment, which browsers send to nobody (RFC 9110, section 4.2.4).
 */
export async function offerSetup(
  db: Db,
  { PUBLIC_URL, PORT }: Pick<Config, 'PUBLIC_URL' | 'PORT'>,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const secret = await untilAnswered(log, signal, () => createSetupLink(db));
  if (secret === undefined) return;
  const publicUrl = PUBLIC_URL ?? `http://localhost:${PORT}`;
  const link = `${publicUrl.replace(/\/$/, '')}/setup#${secret}`;
  const offer = `There is no workspace yet. Make the first one, once, within ${SETUP_LINK_HOURS} hours: ${link}`;
  console.error(`signoff: ${offer} (or by hand: ${commandLine('admin', ['--help'])})`);
}
