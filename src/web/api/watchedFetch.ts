import { createStore } from '../store.ts';

/** After so long the screen says that there is no answer yet. */
export const LATE_MS = 3_000;
/** Longer than the API lets any of its requests take: a decision waits 5 s for a worker. */
const ANSWER_WITHIN_MS = 15_000;
/** A list of 200 decisions: src/api/routes/bulk.ts begins none after 40 s. */
const BULK_ANSWER_WITHIN_MS = 60_000;

/** Whether a request is waiting for longer than it should, and none has been answered since. */
export const isLate = createStore(false);

/** fetch that notes when the API is slow to answer, and gives up where it does not answer at all. */
export async function watchedFetch(request: Request): Promise<Response> {
  const late = setTimeout(() => isLate.set(() => true), LATE_MS);
  const withinMs = request.url.endsWith('/bulk') ? BULK_ANSWER_WITHIN_MS : ANSWER_WITHIN_MS;
  try {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(withinMs)]);
    const response = await fetch(request, { signal });
    isLate.set(() => false);
    return response;
  } finally {
    clearTimeout(late);
  }
}
