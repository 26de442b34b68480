import type { Client } from '@hubspot/api-client';
import { DeliveryError } from '../../../domain/delivery.ts';
import { tidyLine } from '../../../domain/text.ts';
import { MAX_CRM_TEXT } from '../text.ts';
import { batched } from './batch.ts';
import { type HubspotSettings, openHubspot, withinTime } from './connection.ts';
import { hubspotFailure } from './failure.ts';
import type { ObjectType } from './objects.ts';

/** A state of one object. Values are text as HubSpot has them; null or '' is none. */
export interface HubspotObject {
  properties: Readonly<Record<string, string | null>>;
  /** The values that a property has had, the newest first, for those properties whose history was asked for. */
  history: Readonly<Record<string, { value: string; atMs: number }[]>>;
}

/** Another object that one is associated with. `labels` in lower case; the primary company's is `primary`. */
export interface Association {
  id: string;
  labels: string[];
}

/** What is read from HubSpot. Calls made at the same time share their requests; all throw DeliveryErrors only. */
export interface HubspotApi {
  /** Undefined where there is no such object (any more). */
  readObject(type: ObjectType, id: string, wanted: Wanted): Promise<HubspotObject | undefined>;
  readAssociations(from: ObjectType, to: ObjectType, id: string): Promise<Association[]>;
  /** Null where there is no such owner, or none with an address. */
  readOwnerEmail(ownerId: string): Promise<string | null>;
}

export interface Wanted {
  properties: string[];
  propertiesWithHistory: string[];
}

/** HubSpot reads 100 objects at a time, but only 50 with history. */
const BATCH = { maxIds: 50, windowMs: 25 };
/** Owners are few and seldom change. */
const OWNER_KEPT_MS = 10 * 60_000;
/** Of the companies of a deal, which is its own (HubSpot's default association types). */
const PRIMARY_TYPE_IDS = new Set([1, 5]);

export function createHubspotApi(settings: HubspotSettings): HubspotApi {
  const call = <T>(request: (crm: Client['crm']) => Promise<T>) =>
    withinTime(async () => request((await openHubspot(settings)).crm), settings.timeoutMs).catch((error: unknown) => {
      throw hubspotFailure(error);
    });

  const loadObjects = (type: ObjectType, wanted: Wanted) =>
    batched<HubspotObject>(async (ids) => {
      const inputs = ids.map((id) => ({ id }));
      const { results } = await call((crm) => crm.objects.batchApi.read(type, { inputs, ...wanted }));
      return new Map(
        results.map((found) => [found.id, { properties: tidied(found.properties), history: historyOf(found) }]),
      );
    }, BATCH);

  const loadAssociations = (from: ObjectType, to: ObjectType) =>
    batched<Association[]>(async (ids) => {
      const inputs = ids.map((id) => ({ id }));
      const { results } = await call((crm) => crm.associations.v4.batchApi.getPage(from, to, { inputs }));
      return new Map(results.map((found) => [found._from.id, found.to.map(associationOf)]));
    }, BATCH);

  const objects = new Map<string, ReturnType<typeof loadObjects>>();
  const associations = new Map<string, ReturnType<typeof loadAssociations>>();
  const owners = new Map<string, { email: Promise<string | null>; untilMs: number }>();

  return {
    readObject(type, id, wanted) {
      // Only what wants the same can be asked together.
      const load = kept(objects, JSON.stringify([type, wanted]), () => loadObjects(type, wanted));
      return load(id);
    },
    async readAssociations(from, to, id) {
      const load = kept(associations, `${from} ${to}`, () => loadAssociations(from, to));
      return (await load(id)) ?? [];
    },
    readOwnerEmail(ownerId) {
      const known = owners.get(ownerId);
      if (known !== undefined && known.untilMs > Date.now()) return known.email;
      const email = call((crm) => crm.owners.ownersApi.getById(Number(ownerId))).then(
        (owner) => owner.email ?? null,
        (error: unknown) => {
          if (error instanceof DeliveryError && error.kind === 'permanent') return null;
          owners.delete(ownerId);
          throw error;
        },
      );
      owners.set(ownerId, { email, untilMs: Date.now() + OWNER_KEPT_MS });
      return email;
    },
  };
}

/** The boundary for what is fetched; what events say has passed it in event.ts. */
function tidied(properties: Readonly<Record<string, string | null>>): HubspotObject['properties'] {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, value === null ? null : tidyLine(value, MAX_CRM_TEXT)]),
  );
}

interface WithHistory {
  propertiesWithHistory?: Record<string, { value: string; timestamp: Date }[]>;
}

function historyOf({ propertiesWithHistory = {} }: WithHistory): HubspotObject['history'] {
  return Object.fromEntries(
    Object.entries(propertiesWithHistory).map(([name, values]) => [
      name,
      values
        .map(({ value, timestamp }) => ({ value: tidyLine(value, MAX_CRM_TEXT), atMs: new Date(timestamp).getTime() }))
        .sort((a, b) => b.atMs - a.atMs),
    ]),
  );
}

interface AssociatedObject {
  toObjectId: string;
  associationTypes: { typeId: number; label?: string; category: string }[];
}

function associationOf({ toObjectId, associationTypes }: AssociatedObject): Association {
  const labels = associationTypes.flatMap(({ label, typeId, category }) => [
    ...(label ? [label.toLowerCase()] : []),
    ...(category === 'HUBSPOT_DEFINED' && PRIMARY_TYPE_IDS.has(typeId) ? ['primary'] : []),
  ]);
  return { id: String(toObjectId), labels };
}

function kept<Value>(values: Map<string, Value>, key: string, make: () => Value): Value {
  const value = values.get(key) ?? make();
  values.set(key, value);
  return value;
}
