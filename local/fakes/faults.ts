/** Faults that a test has ordered, each for a number of times or for a while. */
export interface Faults<F> {
  /** @param fault `forMs` goes before `times`: any number of times, until so long from now */
  order(fault: F & { times: number; forMs?: number | undefined }): void;
  /** The first ordered fault that matches, used up by one; undefined where none does. */
  take(matches: (fault: F) => boolean): F | undefined;
  clear(): void;
}

export function createFaults<F>(): Faults<F> {
  let ordered: { fault: F; times: number; untilMs: number }[] = [];
  return {
    order: (fault) => {
      const { times, forMs } = fault;
      const lasts =
        forMs === undefined ? { times, untilMs: Infinity } : { times: Infinity, untilMs: performance.now() + forMs };
      ordered.push({ fault: { ...fault }, ...lasts });
    },
    take: (matches) => {
      ordered = ordered.filter(({ times, untilMs }) => times > 0 && performance.now() < untilMs);
      const found = ordered.find(({ fault }) => matches(fault));
      if (found === undefined) return undefined;
      found.times -= 1;
      return found.fault;
    },
    clear: () => {
      ordered = [];
    },
  };
}
