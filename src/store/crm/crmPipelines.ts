/** The pipelines of a CRM, as it told of them last. */
import type { CrmPipeline } from '../../domain/pipelines.ts';
import type { Db, Tx } from '../database/db.ts';
import type { CrmScope } from './mirror.ts';

/** Keeps these and no others: what the CRM tells no longer is not there any more. */
export async function savePipelines(db: Db, scope: CrmScope, pipelines: readonly CrmPipeline[]): Promise<void> {
  const { workspaceId: workspace_id, crm } = scope;
  const rows = pipelines.flatMap(({ id: pipeline, stages }) =>
    stages.map(({ id: stage, label, kind }, position) => ({
      workspace_id,
      crm,
      pipeline,
      stage,
      label,
      kind,
      position,
    })),
  );
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('crm_stages').where('workspace_id', '=', workspace_id).where('crm', '=', crm).execute();
    for (let first = 0; first < rows.length; first += ROWS_EACH) {
      const some = rows.slice(first, first + ROWS_EACH);
      await tx
        .insertInto('crm_stages')
        .values(some)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  });
}

/** Below Postgres's limit of 65,535 parameters for a statement. */
const ROWS_EACH = 1_000;

/** Each pipeline's stages in their order. */
export async function readPipelines(db: Db | Tx, { workspaceId, crm }: CrmScope): Promise<CrmPipeline[]> {
  const rows = await db
    .selectFrom('crm_stages')
    .select(['pipeline', 'stage', 'label', 'kind'])
    .where('workspace_id', '=', workspaceId)
    .where('crm', '=', crm)
    .orderBy('pipeline')
    .orderBy('position')
    .execute();
  const pipelines = new Map<string, CrmPipeline>();
  for (const { pipeline: id, stage, label, kind } of rows) {
    const pipeline = pipelines.get(id) ?? { id, stages: [] };
    pipeline.stages.push({ id: stage, label, kind });
    pipelines.set(id, pipeline);
  }
  return [...pipelines.values()];
}
