/** Far below the heartbeat timeouts that workflows name. */
const EVERY_MS = 5_000;

/** Calls `beat` every five seconds while the work lasts. */
export async function beating<T>(beat: () => void, work: () => Promise<T>): Promise<T> {
  const heartbeat = setInterval(beat, EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
  }
}
