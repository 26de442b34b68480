import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { undoSecondsOf } from '../../domain/autoExecute.ts';
import { jsonSchemas } from '../../domain/params/jsonSchemas.ts';
import { readSettings } from '../../store/settings/settings.ts';
import { scopeOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { actionTypeList } from '../schemas/actions.ts';
import { problems } from '../schemas/problem.ts';

/** What screens build forms from: the very schemas that validate. */
export function actionTypeRoutes(api: Api, { db }: RouteDeps): void {
  const types = ACTION_TYPES.map((actionType) => ({ actionType, schema: jsonSchemas[actionType] }));

  api.get(
    '/action-types',
    {
      config: { verb: 'actions.read' },
      schema: {
        tags: ['actions'],
        operationId: 'listActionTypes',
        summary: 'The action types with the JSON Schema of their parameters',
        response: { 200: actionTypeList, ...problems },
      },
    },
    async (request) => {
      const { own, workspace } = await readSettings(db, scopeOf(request).userId);
      return {
        items: types.map((type) => ({ ...type, undoSeconds: undoSecondsOf(own, workspace, type.actionType) })),
      };
    },
  );
}
