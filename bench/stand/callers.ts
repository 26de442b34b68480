/** Many callers at once, each with its next call when the last one is answered. */

export const CALLERS = 64;

/** Has `callers` work through the items, each item once; answers what came of each, in the items' order. */
export async function byCallers<T, R>(
  items: readonly T[],
  work: (item: T, caller: number) => Promise<R>,
  callers = CALLERS,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  // One iterator for all who take from it.
  const left = items.entries();
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (const [i, item] of left) results[i] = await work(item, caller);
    }),
  );
  return results;
}

/** Starts `count` calls at a steady rate, whether or not the earlier ones are answered. */
export async function atRate<R>(count: number, perSecond: number, work: (i: number) => Promise<R>): Promise<R[]> {
  const beganMs = performance.now();
  const calls = Array.from({ length: count }, async (_, i) => {
    const waitMs = (i * 1_000) / perSecond - (performance.now() - beganMs);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    return work(i);
  });
  return Promise.all(calls);
}

/** 0, 1, 2 … */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
