/** A CRM that polls, imports and checks are tried on: it holds what the test says, and fails where the test says so. */

import type { CheckLine } from '../../src/domain/check.ts';
import { DeliveryError } from '../../src/domain/delivery.ts';
import type { CrmPipeline } from '../../src/domain/pipelines.ts';
import type { ChangedFrom, CrmOwnerRecord, CrmSource, RecordKind } from '../../src/integrations/crm/crm.ts';

export interface ScriptedRecord {
  kind: RecordKind;
  id: string;
  /** RFC 3339. */
  changedAt: string;
}

type Asked = 'owners' | 'pipelines' | RecordKind;

export interface ScriptedSource extends CrmSource {
  owners: CrmOwnerRecord[];
  pipelines: CrmPipeline[];
  records: ScriptedRecord[];
  /** What it was asked, in order; only records have a `from`. */
  asked: { what: Asked; from?: ChangedFrom }[];
  /** Thrown by the next requests for these, one each. */
  failing: { what: Asked; error: DeliveryError }[];
  checked: CheckLine[];
}

/** Pages have this many records. */
export const SCRIPTED_PAGE = 2;

export function scriptedSource(name: string): ScriptedSource {
  const source: ScriptedSource = {
    name,
    owners: [],
    pipelines: [],
    records: [],
    asked: [],
    failing: [],
    checked: [{ what: 'access token', ok: true, detail: 'is accepted' }],
    async listOwners() {
      source.asked.push({ what: 'owners' });
      fail('owners');
      return source.owners;
    },
    async listPipelines() {
      source.asked.push({ what: 'pipelines' });
      fail('pipelines');
      return source.pipelines;
    },
    async listChanged(kind, from) {
      source.asked.push({ what: kind, from });
      fail(kind);
      const { since, cursor, bulk } = from;
      const changed = source.records.filter(
        (each) => each.kind === kind && (since === null || each.changedAt >= since),
      );
      const start = Number(cursor ?? 0);
      const events = changed.slice(start, start + SCRIPTED_PAGE).map(({ id, changedAt }) => ({
        eventKey: `poll:${kind}:${id}:${changedAt}`,
        recordKey: `${kind}:${id}`,
        occurredAt: changedAt,
        event: { id, bulk },
      }));
      const next = start + SCRIPTED_PAGE;
      return { events, next: next < changed.length ? String(next) : null };
    },
    check: async () => source.checked,
  };
  function fail(what: Asked): void {
    const index = source.failing.findIndex((each) => each.what === what);
    const [failure] = index < 0 ? [] : source.failing.splice(index, 1);
    if (failure !== undefined) throw failure.error;
  }
  return source;
}

export const refused = () => new DeliveryError('transient', 'HubSpot refuses the access token (HTTP 401)');
