import type { PropertiesOf, RecordChange, RecordKind } from '../domain/crm.ts';
import type { Known } from './detected.ts';

export interface Merged<K extends RecordKind> {
  next: Known<K>;
  /** What the change is compared with: what was known, what it says was before, or nothing at first sight. */
  before: Known<K> | undefined;
  /** Properties whose value is another than before, or was not known. */
  changed: string[];
  /** Properties whose change came too late: something else is known as of later. */
  stale: string[];
}

const BLANKS: PropertiesOf = {
  company: { name: '', domain: null, url: null },
  contact: {
    name: '',
    email: null,
    companyId: null,
    ownerId: null,
    ownerEmail: null,
    jobTitle: null,
    fitScore: null,
    timeZone: null,
    url: null,
    createdAt: null,
  },
  deal: {
    name: '',
    companyId: null,
    ownerId: null,
    ownerEmail: null,
    pipeline: null,
    stage: '',
    amountMinor: null,
    currency: null,
    closeDate: null,
    competitors: [],
    contactIds: [],
    championContactId: null,
    url: null,
  },
};

/**
 * Merges a change that arrives now into what is known, property by property: the later one stands, and of two that their
 * CRM's clock cannot tell apart the one that arrived last. What a change says was `before` counts as known one millisecond
 * earlier.
 */
export function merge<K extends RecordKind>(known: Known<K> | undefined, change: RecordChange<K>): Merged<K> {
  const atMs = Date.parse(change.at);
  const blank: Known<K> = { properties: BLANKS[change.kind], times: {} };
  const earlier = change.before ?? {};
  const primed = overlay(known ?? blank, earlier, atMs - 1, isLater);
  const { next, late } = overlay(primed.next, change.properties, atMs, isNotEarlier);
  const before = comparison(known, overlay(blank, earlier, atMs - 1, isLater).next);
  return { next, before, changed: differing(before, next), stale: late };
}

/** What is known wins over what the change says was before, so that nothing between the two goes unseen. */
function comparison<K extends RecordKind>(known: Known<K> | undefined, primed: Known<K>): Known<K> | undefined {
  if (known === undefined) return Object.keys(primed.times).length === 0 ? undefined : primed;
  const unknown = Object.entries(primed.properties).filter(
    ([property]) => property in primed.times && !(property in known.times),
  );
  return {
    properties: { ...known.properties, ...Object.fromEntries(unknown) },
    times: { ...primed.times, ...known.times },
  };
}

/** Of two of one moment the one that arrives now is the later one: some CRMs' clocks tick in whole seconds. */
function isNotEarlier(atMs: number, knownAtMs: number): boolean {
  return atMs >= knownAtMs;
}

/** What a change says was before tells nothing new of a moment that is known already. */
function isLater(atMs: number, knownAtMs: number): boolean {
  return atMs > knownAtMs;
}

function overlay<K extends RecordKind>(
  base: Known<K>,
  properties: Partial<PropertiesOf[K]>,
  atMs: number,
  stands: (atMs: number, knownAtMs: number) => boolean,
) {
  const at = new Date(atMs).toISOString();
  const values = valuesOf(base);
  const late: string[] = [];
  const later = Object.entries(properties).filter(([property, value]: [string, unknown]) => {
    if (value === undefined) return false;
    const knownAt = base.times[property];
    if (knownAt === undefined) return true;
    if (stands(atMs, Date.parse(knownAt))) return true;
    if (JSON.stringify(values.get(property)) !== JSON.stringify(value)) late.push(property);
    return false;
  });
  const next: Known<K> = {
    properties: { ...base.properties, ...Object.fromEntries(later) },
    times: {
      ...base.times,
      ...Object.fromEntries(later.map(([property]) => [property, at])),
    },
  };
  return { next, late };
}

function differing<K extends RecordKind>(before: Known<K> | undefined, next: Known<K>): string[] {
  const old = before === undefined ? new Map() : valuesOf(before);
  const now = valuesOf(next);
  return Object.keys(next.times).filter(
    (property) =>
      before?.times[property] === undefined || JSON.stringify(old.get(property)) !== JSON.stringify(now.get(property)),
  );
}

function valuesOf<K extends RecordKind>(known: Known<K>): Map<string, unknown> {
  return new Map(Object.entries(known.properties));
}
