/** HubSpot's CRM API, as far as Signoff uses it: objects (v3), associations (v4), owners (v3) and pipelines (v3). */
import { z } from 'zod';
import { json, type Reply, type Request } from '../fakes/http.ts';
import type { FakeObjects } from './objects.ts';
import { listObjects, listOwners, search, shownOwner } from './pages.ts';
import { listPipelines } from './pipelines.ts';
import { hubspotError, invalidReply } from './replies.ts';
import { shownAssociation, shownObject } from './shown.ts';
import { create } from './write.ts';

const batchInput = z.object({
  inputs: z.array(z.object({ id: z.coerce.string() })),
  properties: z.array(z.string()).default([]),
  propertiesWithHistory: z.array(z.string()).default([]),
});

type Answer = Reply | undefined;
type Route = [
  method: string,
  path: RegExp,
  answer: (parts: string[], request: Request, objects: FakeObjects) => Answer | Promise<Answer>,
];

const ROUTES: Route[] = [
  ['POST', /^\/crm\/v3\/objects\/(\w+)$/, ([kind = ''], request, objects) => create(kind, request, objects)],
  ['GET', /^\/crm\/v3\/objects\/(\w+)$/, ([kind = ''], request, objects) => listObjects(kind, request, objects)],
  ['POST', /^\/crm\/v3\/objects\/(\w+)\/search$/, ([kind = ''], request, objects) => search(kind, request, objects)],
  [
    'POST',
    /^\/crm\/v3\/objects\/(\w+)\/batch\/read$/,
    ([kind = ''], request, objects) => readMany(kind, request, objects),
  ],
  [
    'GET',
    /^\/crm\/v3\/objects\/(\w+)\/(\d+)$/,
    ([kind = '', id = ''], request, objects) => readOne(kind, id, request, objects),
  ],
  [
    'POST',
    /^\/crm\/v4\/associations\/(\w+)\/(\w+)\/batch\/read$/,
    ([from = '', to = ''], request, objects) => associatedWithMany(from, to, request, objects),
  ],
  [
    'GET',
    /^\/crm\/v4\/objects\/(\w+)\/(\d+)\/associations\/(\w+)$/,
    ([from = '', id = '', to = ''], request, objects) => associatedWithOne(from, id, to, request, objects),
  ],
  ['GET', /^\/crm\/v3\/pipelines\/deals$/, () => listPipelines()],
  ['GET', /^\/crm\/v3\/owners\/?$/, (_parts, request, objects) => listOwners(request, objects)],
  ['GET', /^\/crm\/v3\/owners\/(\d+)$/, ([id = ''], _request, objects) => owner(id, objects)],
];

/** The answer to one call, as HubSpot gives it to somebody with a valid token. */
export async function answerCall(request: Request, objects: FakeObjects): Promise<Reply> {
  for (const [method, path, answer] of ROUTES) {
    const found = method === request.method ? path.exec(request.url.pathname) : null;
    if (found !== null) {
      return (await answer(found.slice(1), request, objects)) ?? hubspotError(404, 'OBJECT_NOT_FOUND');
    }
  }
  return hubspotError(404, 'NOT_FOUND');
}

function readMany(kind: string, { body }: Request, objects: FakeObjects): Reply {
  const parsed = batchInput.safeParse(JSON.parse(body));
  if (!parsed.success) return invalidReply(`Invalid input JSON: ${z.prettifyError(parsed.error)}`);
  const { inputs, properties, propertiesWithHistory } = parsed.data;
  const limit = propertiesWithHistory.length > 0 ? 50 : 100;
  if (inputs.length > limit) return invalidReply(`The maximum batch size is ${limit}`);
  const results = inputs.flatMap(({ id }) => objects.get(kind, id) ?? []);
  const missing = inputs.filter(({ id }) => objects.get(kind, id) === undefined).map(({ id }) => id);
  const shown = results.map((object) => shownObject(object, properties, propertiesWithHistory));
  return batchReply(shown, missing);
}

function associatedWithMany(from: string, to: string, { body }: Request, objects: FakeObjects): Reply {
  const parsed = batchInput.safeParse(JSON.parse(body));
  if (!parsed.success) return invalidReply(`Invalid input JSON: ${z.prettifyError(parsed.error)}`);
  const ids = parsed.data.inputs.map(({ id }) => id);
  const found = ids.map((id) => ({ from: { id }, to: objects.associated(from, id, to).map(shownAssociation) }));
  const missing = found.filter((one) => one.to.length === 0).map((one) => one.from.id);
  return batchReply(
    found.filter((one) => one.to.length > 0),
    missing,
  );
}

function associatedWithOne(
  from: string,
  id: string,
  to: string,
  { url }: Request,
  objects: FakeObjects,
): Reply | undefined {
  if (objects.get(from, id) === undefined) return undefined;
  const limit = Number(url.searchParams.get('limit') ?? 500);
  const after = Number(url.searchParams.get('after') ?? 0);
  if (limit > 500) return invalidReply('limit must be at most 500');
  const all = objects.associated(from, id, to).map(shownAssociation);
  const paging = after + limit < all.length ? { paging: { next: { after: String(after + limit) } } } : {};
  return json(200, { results: all.slice(after, after + limit), ...paging });
}

/** 207 where a part of what was asked for is not there. */
function batchReply(results: unknown[], missing: string[]): Reply {
  const now = new Date().toISOString();
  const done = { status: 'COMPLETE', results, startedAt: now, completedAt: now };
  if (missing.length === 0) return json(200, done);
  const error = { status: 'error', category: 'OBJECT_NOT_FOUND', message: 'not found', context: { ids: missing } };
  return json(207, { ...done, numErrors: 1, errors: [{ ...error, errors: [], links: {} }] });
}

function readOne(kind: string, id: string, { url }: Request, objects: FakeObjects): Reply | undefined {
  const object = objects.get(kind, id);
  const list = (name: string) => url.searchParams.getAll(name).flatMap((value) => value.split(','));
  return object && json(200, shownObject(object, list('properties'), list('propertiesWithHistory')));
}

function owner(id: string, objects: FakeObjects): Reply | undefined {
  const object = objects.get('owners', id);
  return object && json(200, shownOwner(object));
}
