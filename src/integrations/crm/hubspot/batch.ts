import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Makes of a function that loads many a function that loads one: what is asked for within `windowMs` is loaded together,
 * at most `maxIds` at a time. Undefined where the answer has no such id; a failure is that of all who asked.
 */
export function batched<Value>(
  load: (ids: string[]) => Promise<ReadonlyMap<string, Value>>,
  { maxIds, windowMs }: { maxIds: number; windowMs: number },
): (id: string) => Promise<Value | undefined> {
  let filling: { ids: Set<string>; loaded: Promise<ReadonlyMap<string, Value>> } | undefined;

  const open = () => {
    const ids = new Set<string>();
    const loaded = sleep(windowMs).then(() => {
      // Whoever asks from now on asks for another.
      if (filling?.ids === ids) filling = undefined;
      return load([...ids]);
    });
    return { ids, loaded };
  };

  return async (id) => {
    if (filling === undefined || filling.ids.size >= maxIds) filling = open();
    filling.ids.add(id);
    const { loaded } = filling;
    return (await loaded).get(id);
  };
}
