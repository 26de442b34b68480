import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createToken } from '../../../src/store/access/tokens.ts';
import { saveOwners } from '../../../src/store/crm/crmDirectory.ts';
import type { Db } from '../../../src/store/database/db.ts';
import { insertUser, insertWorkspace } from '../../../src/store/people/people.ts';
import { automatic, changeSettings } from '../../support/pipeline.ts';

/** Tokens by whose they are. */
export interface People {
  /** Decides on everything of hers, and has an owner in HubSpot. Told in Slack. */
  rep: string;
  /** The same, told by email. */
  mailed: string;
  /** Has her touches logged automatically, at once. Told by email. */
  automatic: string;
  /** The same, after thirty minutes. Told in Slack. */
  patient: string;
  /** Of all of them, told of nothing. */
  manager: string;
}

export const WORKSPACE = 'acme';
export const REP = 'rep-1';
export const AUTOMATIC = 'rep-2';
export const PATIENT = 'rep-3';
export const MAILED = 'rep-4';
export const MANAGER = 'mia';

/** Where each is told at once of all that is made for him, and of nothing else. */
export const TOLD_BY: ReadonlyMap<string, 'slack' | 'email'> = new Map([
  [REP, 'slack'],
  [MAILED, 'email'],
  [AUTOMATIC, 'email'],
  [PATIENT, 'slack'],
]);

/** By which HubSpot knows them. */
export const HUBSPOT_OWNERS: ReadonlyMap<string, string> = new Map([
  ['501', REP],
  ['502', MAILED],
]);

export function addressOf(userId: string): string {
  return `${userId}@signoff.test`;
}

export async function seedPeople(db: Db): Promise<People> {
  // Mornings begin at any time of a run.
  const settings = { notifications: { by: 'none' as const, atOnce: 'all' as const, digest: false } };
  await insertWorkspace(db, { id: WORKSPACE, name: 'Acme', postalAddress: '1 Main Street', settings }, SYSTEM);
  await db
    .updateTable('workspaces')
    .set({ notify_from: `signoff@${WORKSPACE}.test` })
    .execute();
  const shared = { workspaceId: WORKSPACE, timeZone: 'UTC' };
  await insertUser(
    db,
    { ...shared, id: MANAGER, role: 'manager', displayName: 'Mia', email: 'mia@signoff.test' },
    SYSTEM,
  );
  const settingsOf = new Map([
    [AUTOMATIC, automatic('log_touch', 0)],
    [PATIENT, automatic('log_touch', 30)],
  ]);
  for (const [id, by] of TOLD_BY) {
    const rep = { ...shared, id, role: 'rep', displayName: id, email: addressOf(id), managerId: MANAGER } as const;
    await insertUser(db, rep, SYSTEM);
    await changeSettings(db, id, { ...settingsOf.get(id), notifications: { by } });
  }
  const owners = [...HUBSPOT_OWNERS].map(([id, rep]) => ({ id, email: addressOf(rep), name: null, active: true }));
  await saveOwners(db, { workspaceId: WORKSPACE, crm: 'hubspot' }, owners);
  return {
    rep: await createToken(db, REP, 'faults', SYSTEM),
    mailed: await createToken(db, MAILED, 'faults', SYSTEM),
    automatic: await createToken(db, AUTOMATIC, 'faults', SYSTEM),
    patient: await createToken(db, PATIENT, 'faults', SYSTEM),
    manager: await createToken(db, MANAGER, 'faults', SYSTEM),
  };
}
