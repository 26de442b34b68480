/** Workspaces with a send window or caps, and places on earth where it is night or noon at the moment of the test. */
import assert from 'node:assert/strict';
import type { WorkspaceSettings } from '../../src/domain/autoExecute.ts';
import { WEEKDAYS, type WorkingHours } from '../../src/domain/workingHours.ts';
import type { Db } from '../../src/store/database/db.ts';

const HOUR_MS = 3_600_000;

/** Every day from nine to five. */
export const DAILY: WorkingHours = { days: [...WEEKDAYS], from: '09:00', to: '17:00' };

/** A workspace's settings by which emails leave within them. */
export const DAILY_WINDOW: WorkspaceSettings = { sendWindow: { hours: DAILY } };

/** Of an action about a contact whose clocks are of this zone. */
export const to = (timeZone: string, company = {}) => ({
  subject: { company: { id: 'acme', ...company }, contact: { id: 'sarah', timeZone } },
});

export async function changeWorkspace(db: Db, settings: WorkspaceSettings): Promise<void> {
  await db
    .updateTable('workspaces')
    .set({ settings: JSON.stringify(settings) })
    .where('id', '=', 'acme')
    .execute();
}

/** A time zone whose clocks show this hour now. */
export function zoneAt(hour: number): string {
  const ahead = (hour - new Date().getUTCHours() + 24) % 24;
  // POSIX counts the other way: Etc/GMT-3 is three hours ahead.
  // UTC itself is what is assumed of whom nobody knows better.
  if (ahead === 0) return 'Atlantic/Reykjavik';
  return ahead <= 12 ? `Etc/GMT-${ahead}` : `Etc/GMT+${24 - ahead}`;
}

/** Nobody is at work there for some hours, and then they are. */
export const NIGHT = () => zoneAt(3);
export const NOON = () => zoneAt(12);

/** When clocks there next show nine. */
export function nextNine(timeZone: string, fromMs = Date.now()): string {
  const hourOf = (ms: number) =>
    Number(new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(ms));
  let ms = Math.ceil(fromMs / HOUR_MS) * HOUR_MS;
  while (hourOf(ms) !== 9) ms += HOUR_MS;
  assert.ok(ms - fromMs <= 24 * HOUR_MS);
  return new Date(ms).toISOString();
}
