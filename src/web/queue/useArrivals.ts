import { useState } from 'react';

const NONE: ReadonlySet<string> = new Set();

/** Which actions have come to a list since it was loaded. */
export interface Arrivals {
  ids: ReadonlySet<string>;
  add: (id: string) => void;
  remove: (id: string) => void;
  clear: () => void;
}

/** @param list what is listed; of another there are none, as it was loaded later, hence with them */
export function useArrivals(list: object): Arrivals {
  const [coming, setComing] = useState({ to: list, ids: NONE });
  // Several may come before the next rendering, hence from what is set by then.
  const change = (make: (ids: ReadonlySet<string>) => Iterable<string>) =>
    setComing(({ to, ids }) => ({ to: list, ids: new Set(make(to === list ? ids : NONE)) }));
  return {
    ids: coming.to === list ? coming.ids : NONE,
    add: (id) => change((ids) => [...ids, id]),
    remove: (id) => change((ids) => [...ids].filter((other) => other !== id)),
    clear: () => setComing({ to: list, ids: NONE }),
  };
}
