/** Far below the heartbeat timeouts that workflows name. */
const EVERY_MS = 5_000;

/** Calls `beat` every five seconds, or as often as told, while the work lasts. */
export async function beating<T>(beat: () => void, work: () => Promise<T>, everyMs = EVERY_MS): Promise<T> {
  const heartbeat = setInterval(beat, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
  }
}
