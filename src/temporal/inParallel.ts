const AT_ONCE = 16;

/** Does all of it, so much at once; rejects with the first that does, when no more of it is begun. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  // One iterator for all who take from it: each item is taken once.
  const left = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of left) await work(item);
    }),
  );
}
