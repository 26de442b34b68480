/** What the page shows, which its address says: who one is, whose conversation it is, and what became of the last act. */
import type { Person } from '../people.ts';
import type { Workspace } from '../workspace.ts';

export interface PageState {
  /** Who acts. */
  as: Person;
  /** The conversation; undefined: all of them. */
  channel: string | undefined;
  /** What Slack says of an act that failed, and at which message; undefined: at none. */
  error: string | undefined;
  errorAt: string | undefined;
}

/** @param told `as`, `in`, `error`, `at`: of the address, or of a form that was sent */
export function readState(told: URLSearchParams, { people }: Workspace): PageState {
  const [first] = people.list();
  const as = people.get(told.get('as') ?? '') ?? first;
  if (as === undefined) throw new Error('there is nobody in the workspace');
  return {
    as,
    channel: told.get('in') || undefined,
    error: told.get('error') || undefined,
    errorAt: told.get('at') || undefined,
  };
}

/** The page's address in that state. */
export function addressOf({ as, channel, error, errorAt }: PageState): string {
  const query = new URLSearchParams({ as: as.id });
  if (channel !== undefined) query.set('in', channel);
  if (error !== undefined) query.set('error', error);
  if (errorAt !== undefined) query.set('at', errorAt);
  return `/?${query}`;
}
