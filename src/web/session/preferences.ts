/**
 * At sign-out the API has the browser forget all that it kept for us (`Clear-Site-Data`), as drafts are among it. Which colours,
 * keys and order somebody wants on this device is nobody's secret: answers what puts that back.
 *
 * @param storage what is kept; each of its calls may throw
 */
export function rememberPreferences(storage: () => Storage): () => void {
  try {
    const kept = PREFERENCES.map((key) => [key, storage().getItem(key)] as const);
    return () => {
      storage().clear();
      for (const [key, value] of kept) if (value !== null) storage().setItem(key, value);
    };
  } catch {
    // Where storage is forbidden nothing was kept.
    return () => undefined;
  }
}

/** Mantine's key for the colours, and our switches (keptSwitch.ts). */
const PREFERENCES = ['mantine-color-scheme-value', 'signoff-single-keys', 'signoff-by-deal', 'signoff-tour-seen'];
