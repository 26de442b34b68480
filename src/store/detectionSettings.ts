import { DEFAULT_DETECTION, type DetectionSettings } from '../domain/detectionSettings.ts';
import type { Db, Tx } from './db.ts';

/** What a workspace calls worth a trigger: its own choices over the defaults. */
export async function readDetectionSettings(db: Db | Tx, workspaceId: string): Promise<DetectionSettings> {
  return { ...DEFAULT_DETECTION, ...(await readDetectionChoices(db, workspaceId)) };
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

/** Replaces a workspace's own choices; what is absent has its default again. */
export async function writeDetectionSettings(
  db: Db,
  workspaceId: string,
  detection: Partial<DetectionSettings>,
): Promise<void> {
  await db
    .updateTable('workspaces')
    .set({ detection: JSON.stringify(detection) })
    .where('id', '=', workspaceId)
    .execute();
}
