import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Template, type TemplatePreview, type TemplateTexts, unwrap } from '../api/client.ts';
import { noticeSignOut, queryKeys } from '../api/queries.ts';
import type { Level } from './sections.ts';

export interface TemplateKey {
  triggerType: Template['triggerType'];
  kind: Template['kind'];
}

/** One template with its versions, as it is whenever it is chosen. */
export function useTemplate({ triggerType, kind }: TemplateKey) {
  return useQuery({
    queryKey: queryKeys.template(triggerType, kind),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/templates/{triggerType}/{kind}', { params: { path: { triggerType, kind } }, signal })),
    refetchOnMount: 'always',
  });
}

/** Which templates there are, of one's own and of the workspace's. */
export function useTemplates() {
  return useQuery({
    queryKey: queryKeys.templates,
    queryFn: async () => (await unwrap(api.GET('/api/templates'))).items,
    refetchOnMount: 'always',
  });
}

export interface ChangeTemplate {
  save(texts: TemplateTexts, seen: number): Promise<void>;
  remove(seen: number): Promise<void>;
  preview(texts: TemplateTexts): Promise<TemplatePreview>;
}

/** What changes one. Each throws ProblemError where it is refused. */
export function useChangeTemplate({ triggerType, kind }: TemplateKey, level: Level): ChangeTemplate {
  const client = useQueryClient();
  const path = { triggerType, kind };
  const keep = async (answer: Promise<Template>) => {
    try {
      client.setQueryData(queryKeys.template(triggerType, kind), await answer);
      void client.invalidateQueries({ queryKey: queryKeys.templates });
    } catch (error) {
      noticeSignOut(client, error);
      throw error;
    }
  };
  if (level === 'own') {
    const route = '/api/templates/{triggerType}/{kind}';
    return {
      save: (texts, seen) => keep(unwrap(api.PUT(route, { params: { path }, body: { ...texts, seen } }))),
      remove: (seen) => keep(unwrap(api.DELETE(route, { params: { path, query: { seen } } }))),
      preview: (body) => unwrap(api.POST(`${route}/preview`, { params: { path }, body })),
    };
  }
  const route = '/api/workspace/templates/{triggerType}/{kind}';
  return {
    save: (texts, seen) => keep(unwrap(api.PUT(route, { params: { path }, body: { ...texts, seen } }))),
    remove: (seen) => keep(unwrap(api.DELETE(route, { params: { path, query: { seen } } }))),
    preview: (body) => unwrap(api.POST(`${route}/preview`, { params: { path }, body })),
  };
}
