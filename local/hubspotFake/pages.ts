/** Lists, searches and owners, a page at a time. */
import { z } from 'zod';
import { json, type Reply, type Request } from '../fakes/http.ts';
import type { FakeObject, FakeObjects } from './objects.ts';
import { invalidReply } from './replies.ts';
import { propertyOf, shownObject } from './shown.ts';

const searchInput = z.object({
  filterGroups: z
    .array(
      z.object({
        filters: z.array(z.object({ propertyName: z.string(), operator: z.enum(['EQ', 'GTE']), value: z.string() })),
      }),
    )
    .default([]),
  /** A name, ascending. */
  sorts: z.array(z.string()).max(1).default([]),
  properties: z.array(z.string()).default([]),
  limit: z.number().max(200).default(10),
  after: z.coerce.number().default(0),
});
type Filter = z.output<typeof searchInput>['filterGroups'][number]['filters'][number];

/** HubSpot refuses to show more of a search than this. */
const SEARCH_ENDS_AT = 10_000;

export function search(kind: string, { body }: Request, objects: FakeObjects): Reply {
  const parsed = searchInput.safeParse(JSON.parse(body));
  if (!parsed.success) return invalidReply(`Invalid input JSON: ${z.prettifyError(parsed.error)}`);
  const { filterGroups, properties, limit, after, sorts } = parsed.data;
  if (after + limit > SEARCH_ENDS_AT) return invalidReply('The total of paging must not exceed 10000');
  const found = objects
    .list(kind)
    .filter(
      (object) =>
        filterGroups.length === 0 || filterGroups.some(({ filters }) => filters.every((one) => passes(object, one))),
    );
  const [sort] = sorts;
  if (sort !== undefined) found.sort((a, b) => compare(propertyOf(a, sort), propertyOf(b, sort)));
  const results = found.slice(after, after + limit).map((object) => shownObject(object, properties, []));
  const next = after + limit < found.length ? String(after + limit) : undefined;
  return json(200, { total: found.length, results, ...pagingTo(next) });
}

function passes(object: FakeObject, { propertyName, operator, value }: Filter): boolean {
  const own = propertyOf(object, propertyName);
  if (operator === 'EQ') return own === value;
  return own !== null && compare(own, value) >= 0;
}

/** Times, written either way, and other values as text. */
function compare(a: string | null, b: string | null): number {
  const [one, other] = [timeOf(a), timeOf(b)];
  return Number.isNaN(one) || Number.isNaN(other) ? String(a).localeCompare(String(b)) : one - other;
}

function timeOf(value: string | null): number {
  return value !== null && /^\d+$/.test(value) ? Number(value) : Date.parse(value ?? '');
}

/** In the order of their ids. */
export function listObjects(kind: string, { url }: Request, objects: FakeObjects): Reply {
  const { limit, after } = pageOf(url, 10);
  if (limit > 100) return invalidReply('limit must be at most 100');
  const names = url.searchParams.getAll('properties').flatMap((value) => value.split(','));
  const { page, next } = take(objects.list(kind), after, limit);
  return json(200, { results: page.map((object) => shownObject(object, names, [])), ...pagingTo(next) });
}

/** Archived ones only when asked for, and then no others. */
export function listOwners({ url }: Request, objects: FakeObjects): Reply {
  const { limit, after } = pageOf(url, 100);
  if (limit > 500) return invalidReply('limit must be at most 500');
  const email = url.searchParams.get('email');
  const archived = url.searchParams.get('archived') === 'true';
  const wanted = objects
    .list('owners')
    .filter((owner) => isArchived(owner) === archived && (email === null || owner.properties.email === email));
  const { page, next } = take(wanted, after, limit);
  return json(200, { results: page.map(shownOwner), ...pagingTo(next) });
}

export function shownOwner(owner: FakeObject) {
  const { id, properties, createdAt, updatedAt } = owner;
  const { email = null, firstName = null, lastName = null } = properties;
  return { id, type: 'PERSON', email, firstName, lastName, createdAt, updatedAt, archived: isArchived(owner) };
}

const isArchived = ({ properties }: FakeObject) => properties.archived === 'true';

function pageOf(url: URL, defaultLimit: number) {
  return {
    limit: Number(url.searchParams.get('limit') ?? defaultLimit),
    after: Number(url.searchParams.get('after') ?? 0),
  };
}

/** What comes after an id, as HubSpot's cursors of lists go. */
function take(all: FakeObject[], after: number, limit: number): { page: FakeObject[]; next: string | undefined } {
  const rest = all.filter(({ id }) => Number(id) > after).sort((a, b) => Number(a.id) - Number(b.id));
  const page = rest.slice(0, limit);
  return { page, next: rest.length > limit ? page.at(-1)?.id : undefined };
}

function pagingTo(next: string | undefined) {
  return next === undefined ? {} : { paging: { next: { after: next } } };
}
