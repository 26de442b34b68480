/** What the fakes do when they are run as processes of their own. */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Whether the module of this `import.meta.url` is the program, not a part of one. */
export function isMain(moduleUrl: string): boolean {
  const program = process.argv[1];
  return program !== undefined && realpathSync(program) === fileURLToPath(moduleUrl);
}

/**
 * Starts, says in one JSON line where it listens, and stops on SIGTERM or SIGINT. A failing start is one line on standard
 * error and exit code 1.
 */
export async function runFake<T extends { close(): Promise<void> }>(
  name: string,
  start: () => Promise<T>,
): Promise<void> {
  try {
    const { close, ...ports } = await start();
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => void close().then(() => process.exit(0)));
    process.stdout.write(`${JSON.stringify({ name, ...ports })}\n`);
  } catch (error) {
    console.error(`${name}: ${reasonOf(error)}`);
    process.exit(1);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return error instanceof Error ? error.message : String(error);
}
