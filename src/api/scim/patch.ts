/** PATCH as directories really send it (RFC 7644, section 3.5.2, and what Entra ID and Okta make of that). */
import SCIMMY from 'scimmy';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';

type Resource = InstanceType<typeof SCIMMY.Types.Schema>;

/**
 * The resource as it is after the operations; itself where they change nothing. What is done to attributes that are not kept is
 * left out: one such operation would have the whole request refused.
 *
 * @throws SCIMMY.Types.Error
 */
export async function patched<R extends Resource>(resource: R, body: unknown, kept: readonly string[]): Promise<R> {
  const operations = isJsonObject(body) ? body.Operations : undefined;
  if (!Array.isArray(operations)) throw invalid('Operations must be a list of operations');
  const meant = operations.flatMap((operation): unknown[] =>
    isJsonObject(operation) ? ofKept(operation, kept) : [operation],
  );
  if (meant.length === 0) return resource;
  // The library says itself what is wrong with an operation; its types want to know that beforehand.
  const message = { schemas: [SCIMMY.Messages.PatchOp.id], Operations: meant } as never;
  return ((await new SCIMMY.Messages.PatchOp(message).apply(resource)) as R | undefined) ?? resource;
}

/** An attribute may be named in full: `urn:ietf:params:scim:schemas:core:2.0:User:active` (RFC 7644, section 3.10). */
const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group):/i;

/** What of an operation is done to what is kept. */
function ofKept(operation: JsonObject, kept: readonly string[]): JsonObject[] {
  const { value } = operation;
  if (typeof operation.path === 'string') {
    const path = operation.path.replace(CORE, '');
    return isKept(path, kept)
      ? [{ ...operation, path, ...(value !== undefined && { value: asSent(path, value) }) }]
      : [];
  }
  if (!isJsonObject(value)) return [operation];
  const named = Object.entries(value).map(([name, each]) => [name.replace(CORE, ''), each] as const);
  const entries = named.filter(([name]) => isKept(name, kept));
  return entries.map(([name, each]) => ({ ...operation, path: name, value: asSent(name, each) }));
}

/** A path begins with its attribute: `name.familyName`, `emails[type eq "work"].value`, or an extension's URN. */
function isKept(path: string, kept: readonly string[]): boolean {
  const lower = path.toLowerCase();
  return kept.some((name) => lower.startsWith(name.toLowerCase()) && /^$|^[.[:]/.test(path.slice(name.length)));
}

/** Entra ID sends `active` as the texts "True" and "False" unless told otherwise, and the manager as a bare id. */
function asSent(path: string, value: JsonObject[string]): JsonObject[string] {
  if (/:manager$/i.test(path) && typeof value === 'string') return { value };
  if (path.toLowerCase() !== 'active' || typeof value !== 'string') return value ?? null;
  if (/^true$/i.test(value)) return true;
  return /^false$/i.test(value) ? false : value;
}

function invalid(detail: string) {
  return new SCIMMY.Types.Error(400, 'invalidSyntax', detail);
}
