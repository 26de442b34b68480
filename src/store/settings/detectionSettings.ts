import {
  DETECTION_ONLY_ADMINS_SET,
  type DetectionSettings,
  effectiveDetection,
} from '../../domain/detectionSettings.ts';
import type { Role } from '../../domain/roles.ts';
import type { Acting } from '../../domain/securityEvents.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import { readPipelines } from '../crm/crmPipelines.ts';
import type { CrmScope } from '../crm/mirror.ts';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import { difference } from './difference.ts';
import { refuseUnlessAdmin } from './onlyAdmins.ts';

/** What a workspace calls worth a trigger in one CRM: its own choices, over what the CRM told, over the defaults. */
export async function readDetectionSettings(db: Db | Tx, scope: CrmScope): Promise<DetectionSettings> {
  const own = await readDetectionChoices(db, scope.workspaceId);
  return effectiveDetection(own, await readPipelines(db, scope));
}

/** Only what the workspace has chosen itself. */
export async function readDetectionChoices(db: Db | Tx, workspaceId: string): Promise<Partial<DetectionSettings>> {
  const { detection } = await db
    .selectFrom('workspaces')
    .select('detection')
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return detection;
}

/**
 * Replaces a workspace's own choices; what is absent has its default again.
 *
 * @param role of whoever changes it
 * @throws OnlyAdminsSet
 */
export function writeDetectionSettings(
  db: Db,
  workspaceId: string,
  detection: Partial<DetectionSettings>,
  { role, ...acting }: Acting & { role: Role },
): Promise<void> {
  return inTransaction(db, async (tx) => {
    const { before } = await tx
      .selectFrom('workspaces')
      .select('detection as before')
      .where('id', '=', workspaceId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    refuseUnlessAdmin(role, DETECTION_ONLY_ADMINS_SET, before, detection);
    await tx
      .updateTable('workspaces')
      .set({ detection: JSON.stringify(detection) })
      .where('id', '=', workspaceId)
      .execute();
    const detail = difference(before, detection);
    await noteSecurity(tx, acting, { event: 'detection_change', workspaceId, detail });
  });
}
