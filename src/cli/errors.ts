/** How the commands end: one line on stderr and an exit code that scripts can rely on. */

/** The command was called wrongly, or the environment lacks what it needs: exit code 2, and nothing was changed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** It was understood and could not be done: exit code 1. Shown as `code: detail`. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

/**
 * Runs a command's main function to its end and reports what it throws; anything unforeseen comes with its stack. Whoever reads
 * our output may have seen enough (`| head`): that changes nothing. Output that is lost in another way is a failure.
 */
export async function reportErrors(name: string, body: () => Promise<void>): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode ||= 1;
    console.error(oneLine(`${name}: ${error.message}`));
  });
  try {
    await body();
  } catch (error) {
    process.exitCode = error instanceof UsageError ? 2 : 1;
    if (error instanceof UsageError) console.error(oneLine(`${name}: ${error.message}`));
    else if (error instanceof CommandFailure) console.error(oneLine(`${error.code}: ${error.message}`));
    else console.error(error);
  }
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}
