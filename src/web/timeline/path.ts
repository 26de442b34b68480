/** Where the timeline of a CRM's record is: CRMs link there, too. */
import { RECORD_KINDS, type RecordKind } from '../../domain/crm.ts';
import type { TimelineSubject } from '../../domain/timeline.ts';
import type { ActionDetail } from '../api/client.ts';

const FOLDERS: Readonly<Record<RecordKind, string>> = { deal: 'deals', contact: 'contacts', company: 'companies' };

/** `/deals/hubspot/123`. */
export function timelinePath({ kind, crm, id }: TimelineSubject): string {
  return `/${FOLDERS[kind]}/${encodeURIComponent(crm)}/${encodeURIComponent(id)}`;
}

/** The record that a path names; undefined: it names none. */
export function readTimelinePath(path: string): TimelineSubject | undefined {
  const [, folder, crm, id] = /^\/(\w+)\/([^/]+)\/([^/]+)\/?$/.exec(path) ?? [];
  const kind = RECORD_KINDS.find((each) => FOLDERS[each] === folder);
  if (kind === undefined || crm === undefined || id === undefined) return undefined;
  try {
    return { kind, crm: decodeURIComponent(crm), id: decodeURIComponent(id) };
  } catch {
    // A lone % is no encoding.
    return undefined;
  }
}

/** What an action is about: the deal first, where there is one. */
export function subjectsOf({
  subject,
  context: { crm },
}: Pick<ActionDetail, 'subject' | 'context'>): TimelineSubject[] {
  return (['deal', 'company', 'contact'] as const).flatMap((kind) => {
    const id = subject[kind]?.id;
    return id === undefined ? [] : [{ kind, crm, id }];
  });
}
