/** What is true of an object, from the events about it and from what was fetched afterwards. */
import type { HubspotObject } from './api.ts';
import type { KeptEvent } from './event.ts';
import { type Raw, timeOf } from './properties.ts';

export interface Current {
  now: Raw;
  /** What those properties were that the events say have changed, where HubSpot remembers. */
  before: Raw;
}

/**
 * An event's value holds as of its time, and so it wins over what was fetched, unless the property's history says that it has
 * changed again since: then the later value holds, and a late event makes no change back.
 */
export function currentOf(fetched: HubspotObject | undefined, events: KeptEvent[]): Current {
  const now: Record<string, string | null> = { ...fetched?.properties };
  const before: Record<string, string | null> = {};
  for (const [name, changes] of changesByProperty(events)) {
    const history = fetched?.history[name] ?? [];
    const [first, last] = [changes[0], changes.at(-1)];
    if (first === undefined || last === undefined) continue;
    const changedSince = (history[0]?.atMs ?? 0) > last.atMs;
    if (!changedSince || !Object.hasOwn(now, name)) now[name] = last.value;
    const earlier = history.find(({ value, atMs }) => atMs <= first.atMs && !isSame(value, first.value));
    if (earlier !== undefined) before[name] = earlier.value;
  }
  return { now, before };
}

interface Change {
  value: string | null;
  atMs: number;
}

/** The oldest change of each first. */
function changesByProperty(events: KeptEvent[]): Map<string, Change[]> {
  const changes = new Map<string, Change[]>();
  for (const { at, property } of events) {
    if (property === undefined) continue;
    const known = changes.get(property.name) ?? [];
    changes.set(property.name, [...known, { value: property.value, atMs: Date.parse(at) }]);
  }
  for (const known of changes.values()) known.sort((a, b) => a.atMs - b.atMs);
  return changes;
}

/** A date is written differently in events and in histories. */
function isSame(a: string | null, b: string | null): boolean {
  const [one, other] = [a ?? '', b ?? ''];
  if (one === other) return true;
  const isMixed = /^\d{12,}$/.test(one) !== /^\d{12,}$/.test(other);
  return isMixed && timeOf(one) === timeOf(other);
}
