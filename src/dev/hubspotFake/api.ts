/** HubSpot's CRM API, as far as Signoff reads from it: objects (v3), associations (v4) and owners (v3). */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { json, type Reply, type Request } from '../fakes/http.ts';
import type { FakeAssociation, FakeObject, FakeObjects } from './objects.ts';

const batchInput = z.object({
  inputs: z.array(z.object({ id: z.coerce.string() })),
  properties: z.array(z.string()).default([]),
  propertiesWithHistory: z.array(z.string()).default([]),
});

const searchInput = z.object({
  filterGroups: z
    .array(
      z.object({
        filters: z.array(z.object({ propertyName: z.string(), operator: z.literal('EQ'), value: z.string() })),
      }),
    )
    .default([]),
  properties: z.array(z.string()).default([]),
  limit: z.number().default(10),
});

type Route = [
  method: string,
  path: RegExp,
  answer: (parts: string[], request: Request, objects: FakeObjects) => Reply | undefined,
];

const ROUTES: Route[] = [
  [
    'POST',
    /^\/crm\/v3\/objects\/(\w+)\/batch\/read$/,
    ([kind = ''], request, objects) => readMany(kind, request, objects),
  ],
  ['POST', /^\/crm\/v3\/objects\/(\w+)\/search$/, ([kind = ''], request, objects) => search(kind, request, objects)],
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
    ([from = '', id = '', to = ''], _request, objects) =>
      json(200, { results: objects.associated(from, id, to).map(shownAssociation) }),
  ],
  ['GET', /^\/crm\/v3\/owners\/?$/, (_parts, { url }, objects) => owners(url.searchParams.get('email'), objects)],
  ['GET', /^\/crm\/v3\/owners\/(\d+)$/, ([id = ''], _request, objects) => owner(id, objects)],
];

/** The answer to one call, as HubSpot gives it to somebody with a valid token. */
export function answerCall(request: Request, objects: FakeObjects): Reply {
  for (const [method, path, answer] of ROUTES) {
    const found = method === request.method ? path.exec(request.url.pathname) : null;
    if (found !== null) return answer(found.slice(1), request, objects) ?? hubspotError(404, 'OBJECT_NOT_FOUND');
  }
  return hubspotError(404, 'NOT_FOUND');
}

/** An error in HubSpot's shape. */
export function hubspotError(status: number, category: string, more: Record<string, string> = {}): Reply {
  const message = category.toLowerCase().replaceAll('_', ' ');
  return json(status, { status: 'error', message, category, correlationId: randomUUID(), ...more });
}

function readMany(kind: string, { body }: Request, objects: FakeObjects): Reply {
  const parsed = batchInput.safeParse(JSON.parse(body));
  if (!parsed.success) return hubspotError(400, 'VALIDATION_ERROR');
  const { inputs, properties, propertiesWithHistory } = parsed.data;
  const limit = propertiesWithHistory.length > 0 ? 50 : 100;
  if (inputs.length > limit) return hubspotError(400, 'VALIDATION_ERROR');
  const results = inputs.flatMap(({ id }) => objects.get(kind, id) ?? []);
  const missing = inputs.filter(({ id }) => objects.get(kind, id) === undefined).map(({ id }) => id);
  const shown = results.map((object) => shownObject(object, properties, propertiesWithHistory));
  return batchReply(shown, missing);
}

function associatedWithMany(from: string, to: string, { body }: Request, objects: FakeObjects): Reply {
  const parsed = batchInput.safeParse(JSON.parse(body));
  if (!parsed.success) return hubspotError(400, 'VALIDATION_ERROR');
  const ids = parsed.data.inputs.map(({ id }) => id);
  const found = ids.map((id) => ({ from: { id }, to: objects.associated(from, id, to).map(shownAssociation) }));
  const missing = found.filter((one) => one.to.length === 0).map((one) => one.from.id);
  return batchReply(
    found.filter((one) => one.to.length > 0),
    missing,
  );
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

function search(kind: string, { body }: Request, objects: FakeObjects): Reply {
  const parsed = searchInput.safeParse(JSON.parse(body));
  if (!parsed.success) return hubspotError(400, 'VALIDATION_ERROR');
  const { filterGroups, properties, limit } = parsed.data;
  const found = objects
    .list(kind)
    .filter(
      (object) =>
        filterGroups.length === 0 ||
        filterGroups.some(({ filters }) => filters.every((one) => object.properties[one.propertyName] === one.value)),
    );
  const results = found.slice(0, limit).map((object) => shownObject(object, properties, []));
  return json(200, { total: found.length, results });
}

function owners(email: string | null, objects: FakeObjects): Reply {
  const all = objects.list('owners').filter(({ properties }) => email === null || properties.email === email);
  return json(200, { results: all.map(shownOwner) });
}

function owner(id: string, objects: FakeObjects): Reply | undefined {
  const object = objects.get('owners', id);
  return object && json(200, shownOwner(object));
}

function shownOwner({ id, properties, createdAt, updatedAt }: FakeObject) {
  const { email = null, firstName = null, lastName = null } = properties;
  return { id, type: 'PERSON', email, firstName, lastName, createdAt, updatedAt, archived: false };
}

/** Of properties that the account does not have, HubSpot says nothing. */
function shownObject(
  { id, properties, history, createdAt, updatedAt }: FakeObject,
  names: string[],
  withHistory: string[],
) {
  const only = <T>(all: Record<string, T>, wanted: string[]) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
  const past = Object.entries(only(history, withHistory)).map(([name, values]) => [
    name,
    values.map((value) => ({ ...value, sourceType: 'CRM_UI' })),
  ]);
  return {
    ...{ id, properties: only(properties, names), createdAt, updatedAt, archived: false },
    ...(withHistory.length === 0 ? {} : { propertiesWithHistory: Object.fromEntries(past) }),
  };
}

function shownAssociation({ id, label, primary }: FakeAssociation) {
  const own = label === undefined ? [] : [{ category: 'USER_DEFINED', typeId: 100, label }];
  const first = primary ? [{ category: 'HUBSPOT_DEFINED', typeId: 5, label: 'Primary' }] : [];
  return {
    toObjectId: id,
    associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 3, label: null }, ...first, ...own],
  };
}
