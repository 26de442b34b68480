/** Something by somebody, once; `who` may repeat. */
export interface Happening {
  who: string;
  atMs: number;
}

/** So many different ones within a window. */
export interface Crowd {
  count: number;
  windowMs: number;
}

/**
 * Those within the window, where `newcomer` makes them enough for the first time; otherwise undefined.
 *
 * A moment is crowded when, counted back from it over one window, `count` different ones did something. A crowd is told
 * once: not where a moment less than a window away was crowded already without the newcomer. So a long run of happenings
 * is told at its `count`th and not again before it has paused, and one that arrives late still completes a crowd.
 */
export function newCrowd(newcomer: Happening, others: readonly Happening[], crowd: Crowd): Happening[] | undefined {
  const isNear = ({ atMs }: Happening) => Math.abs(atMs - newcomer.atMs) <= crowd.windowMs;
  if (others.some((moment) => isNear(moment) && isCrowded(moment, others, crowd))) return undefined;
  const all = [...others, newcomer].sort((a, b) => a.atMs - b.atMs);
  const moment = all.find((other) => other.atMs >= newcomer.atMs && isNear(other) && isCrowded(other, all, crowd));
  return moment === undefined ? undefined : upTo(moment, all, crowd);
}

function isCrowded(moment: Happening, all: readonly Happening[], crowd: Crowd): boolean {
  return new Set(upTo(moment, all, crowd).map(({ who }) => who)).size >= crowd.count;
}

function upTo({ atMs }: Happening, all: readonly Happening[], { windowMs }: Crowd): Happening[] {
  return all.filter((other) => other.atMs <= atMs && atMs - other.atMs <= windowMs);
}
