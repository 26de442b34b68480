import type { DetectionSettings } from '../../domain/detectionSettings.ts';
import type { CrmScope } from '../../store/crm/mirror.ts';
import type { Db } from '../../store/database/db.ts';
import { readCurrency } from '../../store/people/people.ts';
import { readDetectionSettings } from '../../store/settings/detectionSettings.ts';

/** What a workspace has chosen for one of its CRMs. */
export interface Chosen {
  detection: DetectionSettings;
  currency: string;
}

/** Asks for each workspace's choices once for all that is looked at together: a change of them counts from the next batch on. */
export function settingsOnce(db: Db): (scope: CrmScope) => Promise<Chosen> {
  const asked = new Map<string, Promise<Chosen>>();
  return (scope) => {
    const key = JSON.stringify([scope.workspaceId, scope.crm]);
    const found = asked.get(key) ?? readChosen(db, scope);
    asked.set(key, found);
    return found;
  };
}

async function readChosen(db: Db, scope: CrmScope): Promise<Chosen> {
  const detection = await readDetectionSettings(db, scope);
  return { detection, currency: await readCurrency(db, scope.workspaceId) };
}
