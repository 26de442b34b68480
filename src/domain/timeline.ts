import type { RecordKind } from './crm.ts';

/** Whose timeline it is: a record of a CRM, by that CRM's id. */
export interface TimelineSubject {
  kind: RecordKind;
  crm: string;
  id: string;
}

/**
 * What stands in a timeline. `trigger`: something was seen, and what it came to. `trail`: something was done to an action that it made.
 * `message`: somebody was told of that. `inbox`: the CRM sent something that could not be applied yet, or not at all.
 */
export const TIMELINE_SOURCES = ['trigger', 'trail', 'message', 'inbox'] as const;
export type TimelineSource = (typeof TIMELINE_SOURCES)[number];
