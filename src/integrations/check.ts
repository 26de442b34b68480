/** One thing that was looked at, in plain words for whoever runs Signoff. */
export interface CheckLine {
  what: string;
  ok: boolean;
  detail: string;
  /** What to do where it is not ok. */
  todo?: string;
}
