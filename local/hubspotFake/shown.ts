/** The fake's objects as HubSpot shows them. */
import type { FakeAssociation, FakeObject } from './objects.ts';

/** A property of an object; HubSpot keeps the time of the last change as one, under either name. */
export function propertyOf({ properties, updatedAt }: FakeObject, name: string): string | null {
  const isLastChange = name === 'hs_lastmodifieddate' || name === 'lastmodifieddate';
  return properties[name] ?? (isLastChange ? updatedAt : null);
}

/** Of properties that the account does not have, HubSpot says nothing. */
export function shownObject(object: FakeObject, names: string[], withHistory: string[]) {
  const { id, history, createdAt, updatedAt } = object;
  const properties = names
    .map((name) => [name, propertyOf(object, name)] as const)
    .filter(([name, value]) => value !== null || Object.hasOwn(object.properties, name));
  const past = Object.entries(history)
    .filter(([name]) => withHistory.includes(name))
    .map(([name, values]) => [name, values.map((value) => ({ ...value, sourceType: 'CRM_UI' }))]);
  return {
    id,
    properties: Object.fromEntries(properties),
    createdAt,
    updatedAt,
    archived: false,
    propertiesWithHistory: withHistory.length === 0 ? undefined : Object.fromEntries(past),
  };
}

export function shownAssociation({ id, label, primary, typeId = 3 }: FakeAssociation) {
  const own = label === undefined ? [] : [{ category: 'USER_DEFINED', typeId: 100, label }];
  const first = primary ? [{ category: 'HUBSPOT_DEFINED', typeId: 5, label: 'Primary' }] : [];
  return {
    toObjectId: id,
    associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId, label: null }, ...first, ...own],
  };
}
