import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below what Linux (32768) and macOS (49152) give to outgoing connections and to servers that ask for any port: between our look and
 * our server's start none of those can take it. A test run opens thousands of them, and met one now and then.
 */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;
const ATTEMPTS = 100;

const given = new Set<number>();

/** A port of 127.0.0.1 that nothing listens on, and that this process has not been given before. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // By chance, as other processes choose at the same time.
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (given.has(port)) continue;
    given.add(port);
    if (await isPortFree(port)) return port;
  }
  throw new Error('no free port on 127.0.0.1');
}

export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  await new Promise((closed) => server.close(closed));
  return true;
}
