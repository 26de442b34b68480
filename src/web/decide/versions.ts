import type { ActionSummary, DecisionAnswer } from '../api/client.ts';

/** Versions that our own decisions have made; a card may show them a moment later. */
const made = new Map<string, number>();

export function noteVersion({ actionId, version }: DecisionAnswer): void {
  made.set(actionId, version);
}

/** The version that a decision on this card is made on: what the person has seen, or has made since. */
export function versionOf({ id, version }: ActionSummary): number {
  return Math.max(version, made.get(id) ?? 0);
}
