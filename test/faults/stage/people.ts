import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createToken } from '../../../src/store/access/tokens.ts';
import { saveOwners } from '../../../src/store/crm/crmDirectory.ts';
import type { Db } from '../../../src/store/database/db.ts';
import { insertUser, insertWorkspace } from '../../../src/store/people/people.ts';
import { automatic, changeSettings } from '../../support/pipeline.ts';
import { HUBSPOT_OWNER } from './outside.ts';

/** Tokens by whose they are. */
export interface People {
  /** Decides on everything of hers, and has an owner in HubSpot. */
  rep: string;
  /** Has her touches logged automatically, at once. */
  automatic: string;
  /** The same, after thirty minutes. */
  patient: string;
  /** Of all of them. */
  manager: string;
}

export const WORKSPACE = 'acme';
export const REP = 'rep-1';
export const AUTOMATIC = 'rep-2';
export const PATIENT = 'rep-3';
export const MANAGER = 'mia';

export async function seedPeople(db: Db): Promise<People> {
  // What is sent is counted here, and what people are told of it is no effect.
  const settings = { notifications: { by: 'none' as const } };
  await insertWorkspace(db, { id: WORKSPACE, name: 'Acme', postalAddress: '1 Main Street', settings }, SYSTEM);
  const shared = { workspaceId: WORKSPACE, timeZone: 'UTC' };
  await insertUser(
    db,
    { ...shared, id: MANAGER, role: 'manager', displayName: 'Mia', email: 'mia@signoff.test' },
    SYSTEM,
  );
  for (const id of [REP, AUTOMATIC, PATIENT]) {
    await insertUser(
      db,
      {
        ...shared,
        id,
        role: 'rep',
        displayName: id,
        email: `${id}@signoff.test`,
        managerId: MANAGER,
      },
      SYSTEM,
    );
  }
  await changeSettings(db, AUTOMATIC, automatic('log_touch', 0));
  await changeSettings(db, PATIENT, automatic('log_touch', 30));
  await saveOwners(db, { workspaceId: WORKSPACE, crm: 'hubspot' }, [
    { id: HUBSPOT_OWNER, email: `${REP}@signoff.test`, name: null, active: true },
  ]);
  return {
    rep: await createToken(db, REP, 'faults', SYSTEM),
    automatic: await createToken(db, AUTOMATIC, 'faults', SYSTEM),
    patient: await createToken(db, PATIENT, 'faults', SYSTEM),
    manager: await createToken(db, MANAGER, 'faults', SYSTEM),
  };
}
