/** Faults that a test has ordered, each for a number of times. */
export interface Faults<F> {
  order(fault: F & { times: number }): void;
  /** The first ordered fault that matches, used up by one; undefined where none does. */
  take(matches: (fault: F) => boolean): F | undefined;
  clear(): void;
}

export function createFaults<F>(): Faults<F> {
  let ordered: (F & { times: number })[] = [];
  return {
    order: (fault) => {
      ordered.push({ ...fault });
    },
    take: (matches) => {
      const fault = ordered.find(matches);
      if (fault === undefined) return undefined;
      fault.times -= 1;
      ordered = ordered.filter(({ times }) => times > 0);
      return fault;
    },
    clear: () => {
      ordered = [];
    },
  };
}
