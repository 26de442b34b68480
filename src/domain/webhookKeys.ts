/** For how many hours a replaced webhook key stays in force unless told otherwise, so that its senders can change to the new one. */
export const DEFAULT_OVERLAP_HOURS = 24;
export const MAX_OVERLAP_HOURS = 14 * 24;
