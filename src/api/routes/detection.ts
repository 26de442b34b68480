import { DEFAULT_DETECTION } from '../../domain/detectionSettings.ts';
import { countBelow, listTriggerLog } from '../../store/alerts/triggerLog.ts';
import { readDetectionChoices, writeDetectionSettings } from '../../store/settings/detectionSettings.ts';
import { actingIn, callerOf, scopeOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { BELOW_DAYS, detection, detectionAnswer, triggerLogAnswer, triggerLogQuery } from '../schemas/detection.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['detection'];

/** What makes a CRM change a trigger, and what became of the triggers seen. */
export function detectionRoutes(api: Api, { db }: RouteDeps): void {
  const read = async (workspaceId: string) => {
    const [own, below] = [await readDetectionChoices(db, workspaceId), await countBelow(db, workspaceId, BELOW_DAYS)];
    return { own, effective: { ...DEFAULT_DETECTION, ...own }, below };
  };

  api.get(
    '/workspace/detection',
    {
      config: { verb: 'rules.read' },
      schema: {
        tags,
        operationId: 'getDetection',
        summary: 'What makes a change a trigger',
        response: { 200: detectionAnswer, ...problems },
      },
    },
    (request) => read(scopeOf(request).workspaceId),
  );

  api.put(
    '/workspace/detection',
    {
      config: { verb: 'rules.change' },
      schema: {
        tags,
        operationId: 'replaceDetection',
        summary: 'Replace the workspace’s choices; a manager changes neither pipelines nor the field map',
        body: detection,
        response: { 200: detectionAnswer, ...problems },
      },
    },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      const { role } = callerOf(request);
      await writeDetectionSettings(db, workspaceId, request.body, { ...actingIn(request), role });
      return read(workspaceId);
    },
  );

  api.get(
    '/workspace/trigger-log',
    {
      config: { verb: 'settings.workspace' },
      schema: {
        tags,
        operationId: 'listTriggerLog',
        summary: 'Every trigger seen and what it came to, the newest first',
        querystring: triggerLogQuery,
        response: { 200: triggerLogAnswer, ...problems },
      },
    },
    (request) => listTriggerLog(db, scopeOf(request).workspaceId, request.query),
  );
}
