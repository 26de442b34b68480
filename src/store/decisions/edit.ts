import { URGENCIES } from '../../domain/actionTypes.ts';
import { foreignIds } from '../../domain/crmIds.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { editParams } from '../../domain/params/validate.ts';
import type { ActionRow } from '../database/schema.ts';

export type Edited =
  | { ok: true; params: JsonObject; changes: JsonObject }
  /** `issues`: JSON Pointers (RFC 6901) into the parameters, each with what is wrong there. */
  | { ok: false; issues: { path: string; message: string }[] };

/** An edit applied to the row as it stands: validated after merging, never half. */
export function applyEdit(row: ActionRow, patch: JsonObject): Edited {
  const foreign = foreignIds(row.crm, namedIn(patch));
  if (foreign.length > 0) {
    return { ok: false, issues: foreign.map(({ kind, why }) => ({ path: `/params/${kind}Id`, message: why })) };
  }
  const edited = editParams(row.action_type, row.action_params, patch);
  if (!edited.ok) return edited;
  return { ok: true, params: edited.params, changes: diff(row.action_params, edited.params) };
}

/** The records that an edit would have its action be about. */
function namedIn({ companyId, dealId, contactId }: JsonObject) {
  const named = (id: Json | undefined) => (typeof id === 'string' ? { id } : undefined);
  return { company: named(companyId), deal: named(dealId), contact: named(contactId) };
}

/** The columns that an edit sets; urgency is a column of its own because the queue is ordered by it. */
export function editColumns({ params }: { params: JsonObject }) {
  const urgency = URGENCIES.find((known) => known === params.urgency) ?? 'normal';
  return { action_params: JSON.stringify(params), urgency };
}

function diff(before: JsonObject, after: JsonObject): JsonObject {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  return Object.fromEntries(changed.map((key) => [key, { from: before[key] ?? null, to: after[key] ?? null }]));
}
