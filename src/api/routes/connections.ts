/** What this installation is connected with, and whether it works. */
import { type CheckSection, CONNECTIONS, type ConnectionName } from '../../domain/check.ts';
import { listChecks, saveCheck } from '../../store/settings/connectionChecks.ts';
import { callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { checkAnswer, connectionParams, connectionsAnswer } from '../schemas/connections.ts';
import { emptyBody } from '../schemas/decisions.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['connections'];
const config = { verb: 'connections.manage' } as const;

export function connectionRoutes(
  api: Api,
  { db, connected, checkConnection, checkTemporal, webhooks }: RouteDeps,
): void {
  api.get(
    '/connections',
    {
      config,
      schema: {
        tags,
        operationId: 'listConnections',
        summary: 'List what this installation can be connected with, and what is configured',
        response: { 200: connectionsAnswer, ...problems },
      },
    },
    async (request) => {
      const checks = await listChecks(db, callerOf(request).workspaceId);
      return {
        items: CONNECTIONS.map((name) => {
          const last = checks.find((each) => each.name === name);
          const found = last === undefined ? null : { ...verdict(last.sections), checkedAt: last.checkedAt };
          return { name, configured: connected[name], lastCheck: found };
        }),
      };
    },
  );

  api.post(
    '/connections/:name/check',
    {
      config,
      schema: {
        tags,
        operationId: 'checkConnection',
        summary: 'Test a connection: nothing is sent or written; says in plain words what is not right and what to do',
        params: connectionParams,
        body: emptyBody,
        response: { 200: checkAnswer, ...problems },
      },
    },
    async (request) => {
      const { name } = request.params;
      return verdict(await check(name, callerOf(request).workspaceId));
    },
  );

  async function check(name: ConnectionName, workspaceId: string): Promise<CheckSection[]> {
    if (name === 'temporal') {
      const sections = [{ title: 'Temporal', lines: await temporalLines() }];
      await saveCheck(db, workspaceId, name, sections);
      return sections;
    }
    const takesWebhooks = webhooks?.crms.some((crm) => crm.name === name) ?? false;
    const isDone = await checkConnection({ workspaceId, name, takesWebhooks });
    const found = isDone ? (await listChecks(db, workspaceId)).find((each) => each.name === name) : undefined;
    return found?.sections ?? NO_ANSWER;
  }

  async function temporalLines(): Promise<CheckSection['lines']> {
    const { reachable, pollers, missingSearchAttributes: missing = [] } = await checkTemporal();
    if (!reachable) {
      const todo =
        'see whether TEMPORAL_ADDRESS is right and the server runs; until then decisions count and nothing is executed';
      return [{ what: 'server', ok: false, detail: 'does not answer', todo }];
    }
    return [
      { what: 'server', ok: true, detail: 'answers' },
      pollers > 0
        ? { what: 'workers', ok: true, detail: `${pollers} ask for work` }
        : { what: 'workers', ok: false, detail: 'none asks for work', todo: 'start the worker, and look into its log' },
      missing.length === 0
        ? { what: 'search attributes', ok: true, detail: 'are there' }
        : {
            what: 'search attributes',
            ok: false,
            detail: `are missing: ${missing.join(', ')}`,
            todo: 'start a worker that may register them, or have them registered (docs/operating.md)',
          },
    ];
  }
}

/** The worker makes the tests, as it has the credentials. */
const NO_ANSWER: CheckSection[] = [
  {
    title: 'Worker',
    lines: [
      {
        what: 'worker',
        ok: false,
        detail: 'none has finished the test in time',
        todo: 'test Temporal; where that is right, ask again: a slow test goes on meanwhile',
      },
    ],
  },
];

function verdict(sections: CheckSection[]) {
  return { ok: sections.every(({ lines }) => lines.every(({ ok }) => ok)), sections };
}
