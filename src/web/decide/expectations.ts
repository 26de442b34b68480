/** What has been decided here and is not answered yet: shown as if it were done. */
import type { ActionSummary } from '../api/client.ts';
import { createStore } from '../store.ts';

/** How a card is expected to change; null: it leaves. */
export type Expectation = Partial<ActionSummary> | null;

export const expectations = createStore<ReadonlyMap<string, Expectation>>(new Map());

export function expect(entries: [id: string, Expectation][]): void {
  expectations.set((current) => new Map([...current, ...entries]));
}

/** The answer has come: from now on the card is what the data say. */
export function forget(ids: string[]): void {
  expectations.set((current) => new Map([...current].filter(([id]) => !ids.includes(id))));
}

/** A card as it is expected to be; null where it is expected to have left. */
export function expected<Action extends ActionSummary>(
  action: Action,
  by: ReadonlyMap<string, Expectation>,
): Action | null {
  const expectation = by.get(action.id);
  if (expectation === null) return null;
  return expectation === undefined ? action : { ...action, ...expectation };
}
