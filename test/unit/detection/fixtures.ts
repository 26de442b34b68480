import { type Known, merge } from '../../../src/detection/detect.ts';
import type {
  ContactProperties,
  DealProperties,
  PropertiesOf,
  RecordChange,
  RecordKind,
} from '../../../src/domain/crm.ts';

export const NOW = '2026-11-02T09:00:00.000Z';

/** A change of one record. */
export function change<K extends RecordKind>(
  kind: K,
  properties: Partial<PropertiesOf[K]>,
  at = NOW,
  before?: Partial<PropertiesOf[K]>,
): RecordChange<K> {
  return { type: 'record', kind, id: '1', properties, before, at, bulk: false };
}

export const dealOf = (properties: Partial<DealProperties>): Known<'deal'> =>
  merge(undefined, change('deal', properties, '2026-11-01T09:00:00Z')).next;

export const contactOf = (properties: Partial<ContactProperties>): Known<'contact'> =>
  merge(undefined, change('contact', properties, '2026-11-01T09:00:00Z')).next;

/** A moment so many days before NOW. */
export function daysAgo(days: number): string {
  return new Date(Date.parse(NOW) - days * 24 * 60 * 60 * 1000).toISOString();
}
