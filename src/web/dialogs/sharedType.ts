import type { ActionSummary, ActionType } from '../api/client.ts';

/** The type that all of them are of; undefined where they differ, or there are none. */
export function sharedType(actions: readonly ActionSummary[]): ActionType | undefined {
  const [type, ...others] = new Set(actions.map(({ actionType }) => actionType));
  return others.length === 0 ? type : undefined;
}
