import type { CrmPipeline, CrmStage } from '../../../domain/pipelines.ts';
import { tidyLine } from '../../../domain/text.ts';
import { MAX_CRM_TEXT } from '../text.ts';
import { type HubspotSettings, hubspotCall } from './connection.ts';
import { ASKING } from './failure.ts';

/** HubSpot's pipelines of deals, without those that were archived; one answer has them all. */
export async function listPipelines(settings: HubspotSettings, signal: AbortSignal): Promise<CrmPipeline[]> {
  const { results } = await hubspotCall(settings, { signal, meaning: ASKING }, ({ crm }, options) =>
    crm.pipelines.pipelinesApi.getAll('deals', options),
  );
  return results.map(({ id, stages }) => ({
    id: tidyLine(id, MAX_CRM_TEXT),
    stages: stages
      .filter(({ archived }) => !archived)
      .sort((a, b) => a.displayOrder - b.displayOrder)
      .map((stage) => ({
        id: tidyLine(stage.id, MAX_CRM_TEXT),
        label: tidyLine(stage.label, MAX_LABEL) || stage.id,
        kind: kindOf(stage.metadata),
      })),
  }));
}

/** As long as a workspace's own labels may be. */
const MAX_LABEL = 100;

/**
 * Both are text. A deal's stage has a probability of 1.0 where it is won and of 0.0 where it is lost
 * (developers.hubspot.com, "CRM API | Pipelines"); an open one may have 0.0 too, which `isClosed` tells.
 */
function kindOf({ isClosed, probability }: { [name: string]: string } = {}): CrmStage['kind'] {
  const chance = Number.parseFloat(probability ?? '');
  if (chance >= 1) return 'won';
  return isClosed === 'true' || (isClosed === undefined && chance === 0) ? 'lost' : 'open';
}
