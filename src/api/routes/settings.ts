import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { autoExecuteRule, defaultAction, undoSecondsOf, workingHoursOf } from '../../domain/autoExecute.ts';
import { notificationsOf } from '../../domain/notifications.ts';
import { TRIGGER_TYPES } from '../../domain/triggers.ts';
import { readMe } from '../../store/people/people.ts';
import {
  readSettings,
  readWorkspaceSettings,
  type SettingsPair,
  writeSettings,
  writeWorkspaceSettings,
} from '../../store/settings/settings.ts';
import { failedActionsUrl } from '../../temporal/webUi.ts';
import { verbsOf } from '../access.ts';
import { actingIn, callerOf, scopeOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { checkCountries } from '../knownCountries.ts';
import { problems } from '../schemas/problem.ts';
import { chosenSettings, me, settingsAnswer, workspaceSettings } from '../schemas/settings.ts';

const tags = ['settings'];
const own = { verb: 'settings.own' } as const;

export function settingsRoutes(api: Api, { db, temporalUi }: RouteDeps): void {
  api.get(
    '/me',
    {
      config: { verb: 'me.read' },
      schema: { tags, operationId: 'getMe', summary: 'Who the token stands for', response: { 200: me, ...problems } },
    },
    async (request) => {
      const me = await readMe(db, scopeOf(request).userId);
      const isShownTemporal = temporalUi !== undefined && me.role === 'admin';
      return {
        ...me,
        may: verbsOf(callerOf(request)),
        failedWorkflowsUrl: isShownTemporal ? failedActionsUrl(temporalUi) : null,
      };
    },
  );

  api.get(
    '/settings',
    {
      config: own,
      schema: {
        tags,
        operationId: 'getSettings',
        summary: 'One’s own settings, the workspace’s, and what holds',
        response: { 200: settingsAnswer, ...problems },
      },
    },
    async (request) => withEffective(await readSettings(db, scopeOf(request).userId)),
  );

  api.put(
    '/settings',
    {
      config: own,
      schema: {
        tags,
        operationId: 'replaceSettings',
        summary: 'Replace one’s own settings',
        body: chosenSettings,
        response: { 200: settingsAnswer, ...problems },
      },
    },
    async (request) => {
      const { userId } = scopeOf(request);
      await checkCountries(request.body);
      await writeSettings(db, userId, request.body, actingIn(request));
      return withEffective(await readSettings(db, userId));
    },
  );

  api.get(
    '/workspace/settings',
    {
      config: { verb: 'rules.read' },
      schema: {
        tags,
        operationId: 'getWorkspaceSettings',
        summary: 'The workspace’s defaults, and when emails leave',
        response: { 200: workspaceSettings, ...problems },
      },
    },
    (request) => readWorkspaceSettings(db, scopeOf(request).workspaceId),
  );

  api.put(
    '/workspace/settings',
    {
      config: { verb: 'rules.change' },
      schema: {
        tags,
        operationId: 'replaceWorkspaceSettings',
        summary: 'Replace the workspace’s defaults, and when emails leave; a manager changes the defaults alone',
        body: workspaceSettings,
        response: { 200: workspaceSettings, ...problems },
      },
    },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      const { role } = callerOf(request);
      await checkCountries(request.body);
      await writeWorkspaceSettings(db, workspaceId, request.body, { ...actingIn(request), role });
      return readWorkspaceSettings(db, workspaceId);
    },
  );
}

function withEffective(pair: SettingsPair) {
  return {
    ...pair,
    effective: {
      autoExecute: record(ACTION_TYPES, (type) => autoExecuteRule(pair.own, pair.workspace, type)),
      triggerActions: record(TRIGGER_TYPES, (type) => defaultAction(pair.own, pair.workspace, type)),
      undoSeconds: record(ACTION_TYPES, (type) => undoSecondsOf(pair.own, pair.workspace, type)),
      notifications: notificationsOf(pair.own, pair.workspace),
      workingHours: workingHoursOf(pair.own, pair.workspace),
    },
  };
}

function record<K extends string, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> {
  // fromEntries forgets the keys' type; these are all of them.
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
}
