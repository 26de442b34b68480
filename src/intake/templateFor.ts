import type { ActionType } from '../domain/actionTypes.ts';
import type { JsonObject } from '../domain/json.ts';
import { type OwnTemplate, templateKindOf } from '../domain/templates.ts';
import type { TriggerType } from '../domain/triggers.ts';
import type { Db, Tx } from '../store/database/db.ts';
import type { Owner } from '../store/people/people.ts';
import { findOwnTemplate } from '../store/templates/templates.ts';

interface TriggerToWord {
  workspaceId: string;
  triggerType: TriggerType;
  actionType: ActionType;
  given: JsonObject;
}

/** The rep's template, or the workspace's; undefined: ours, or no words are wanted. */
export async function templateFor(
  to: Db | Tx,
  owner: Owner,
  { workspaceId, triggerType, actionType, given }: TriggerToWord,
): Promise<OwnTemplate | undefined> {
  if (given.subject !== undefined && given.body !== undefined) return undefined;
  return findOwnTemplate(to, { workspaceId, triggerType, kind: templateKindOf(actionType) }, owner.id);
}
