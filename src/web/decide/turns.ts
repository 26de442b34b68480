/** Decisions on one action go one after the other: an undo right after its approval must not overtake it. */
const last = new Map<string, Promise<void>>();

export interface Turn {
  /** Resolves when every earlier decision on these actions has ended, however it came out. */
  before: Promise<unknown>;
  /** Ends the turn. Returns those of the actions for which no later decision waits. */
  end: () => string[];
}

/** Queues up for these actions. Each turn must be ended. */
export function takeTurn(ids: readonly string[]): Turn {
  const before = Promise.all(ids.map((id) => last.get(id)));
  let finish = () => {};
  const turn = new Promise<void>((resolve) => {
    finish = resolve;
  });
  for (const id of ids) last.set(id, turn);
  return {
    before,
    end() {
      finish();
      return ids.filter((id) => last.get(id) === turn && last.delete(id));
    },
  };
}
