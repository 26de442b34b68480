import type { FastifyRequest } from 'fastify';
import type { TemplateFlaw, TemplateKind, TemplateTexts } from '../../domain/templates.ts';
import type { TriggerType } from '../../domain/triggers.ts';
import { builtInTemplate } from '../../drafting/own/builtIn.ts';
import { factsOf } from '../../drafting/own/facts.ts';
import { flawsIn } from '../../drafting/own/flaws.ts';
import { previewTemplate } from '../../intake/previewTemplate.ts';
import { listTemplates, listVersions, TemplateChanged, writeTemplate } from '../../store/templates/templates.ts';
import { actingIn, callerOf, scopeOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { invalid, Problem } from '../problems.ts';
import { problems, problemsOfTemplates } from '../schemas/problem.ts';
import {
  newTemplate,
  previewAnswer,
  removeQuery,
  templateAnswer,
  templateParams,
  templatesAnswer,
  triedTemplate,
} from '../schemas/templates.ts';

const tags = ['templates'];

interface Named {
  triggerType: TriggerType;
  kind: TemplateKind;
}

/** What people write in the place of our templates: docs/templates.md. */
export function templateRoutes(api: Api, { db }: RouteDeps): void {
  const shown = async (request: FastifyRequest, named: Named) => {
    const { workspaceId, userId } = callerOf(request);
    const facts = Object.entries(factsOf(named.kind)).map(([name, isAlways]) => ({ name, isAlways }));
    const versions = await listVersions(db, { workspaceId, ...named }, userId);
    return { ...named, builtIn: builtInTemplate(named.triggerType, named.kind), facts, versions };
  };

  api.get(
    '/templates',
    {
      config: { verb: 'rules.read' },
      schema: {
        tags,
        operationId: 'listTemplates',
        summary: 'One’s own templates and the workspace’s, as they are now; what has none is drafted with ours',
        response: { 200: templatesAnswer, ...problems },
      },
    },
    async (request) => {
      const { workspaceId, userId } = callerOf(request);
      return { items: await listTemplates(db, workspaceId, userId) };
    },
  );

  api.get(
    '/templates/:triggerType/:kind',
    {
      config: { verb: 'rules.read' },
      schema: {
        tags,
        operationId: 'getTemplate',
        summary: 'One template: ours, what it may say, and the newest 50 versions of one’s own and of the workspace’s',
        params: templateParams,
        response: { 200: templateAnswer, ...problems },
      },
    },
    (request) => shown(request, request.params),
  );

  for (const { path, verb, whose, operation } of DOORS) {
    const userOf = (request: FastifyRequest) => (whose === 'own' ? callerOf(request).userId : null);
    const write = async (request: FastifyRequest, named: Named, texts: TemplateTexts | null, seen: number) => {
      const { workspaceId } = callerOf(request);
      const change = { userId: userOf(request), texts, seen };
      await writeTemplate(db, { workspaceId, ...named }, change, actingIn(request)).catch(asProblem);
      return shown(request, named);
    };

    api.put(
      path,
      {
        config: { verb },
        schema: {
          tags,
          operationId: `replace${operation}Template`,
          summary: `Write ${IN_WORDS[whose]} template; what is wrong in it is told with line and column`,
          params: templateParams,
          body: newTemplate,
          response: { 200: templateAnswer, ...problemsOfTemplates },
        },
      },
      async (request) => {
        const { seen, ...texts } = request.body;
        const flaws = flawsIn(request.params.kind, texts);
        if (flaws.length > 0) throw invalid(flaws.map(pointedOut));
        return write(request, request.params, texts, seen);
      },
    );

    api.delete(
      path,
      {
        config: { verb },
        schema: {
          tags,
          operationId: `remove${operation}Template`,
          summary: `Take ${IN_WORDS[whose]} template away; its versions are kept`,
          params: templateParams,
          querystring: removeQuery,
          response: { 200: templateAnswer, ...problemsOfTemplates },
        },
      },
      (request) => write(request, request.params, null, request.query.seen),
    );

    api.post(
      `${path}/preview`,
      {
        config: { verb },
        schema: {
          tags,
          operationId: `preview${operation}Template`,
          summary: `What a template would make of the last triggers of ${whose === 'own' ? 'the caller' : 'anybody'}; keeps nothing`,
          params: templateParams,
          body: triedTemplate,
          response: { 200: previewAnswer, ...problems },
        },
      },
      async (request) => {
        const { triggerType, kind } = request.params;
        const texts = request.body;
        const flaws = flawsIn(kind, texts);
        const tried = { triggerType, kind, texts };
        return { flaws, examples: flaws.length > 0 ? [] : await previewTemplate(db, scopeOf(request), tried) };
      },
    );
  }
}

const DOORS = [
  { path: '/templates/:triggerType/:kind', verb: 'templates.own', whose: 'own', operation: 'Own' },
  {
    path: '/workspace/templates/:triggerType/:kind',
    verb: 'settings.workspace',
    whose: 'workspace',
    operation: 'Workspace',
  },
] as const;

const IN_WORDS = { own: 'one’s own', workspace: 'the workspace’s' } as const;

function pointedOut({ field, line, column, message }: TemplateFlaw) {
  return { pointer: `/${field}`, detail: `line ${line}, column ${column}: ${message}` };
}

function asProblem(error: unknown): never {
  if (error instanceof TemplateChanged) throw new Problem('stale-template', error.message);
  throw error;
}
