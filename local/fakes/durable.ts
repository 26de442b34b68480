/** Files that are still there after a crash. */
import { type FileHandle, mkdir, open, readFile, rename, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes the whole file or none of it; resolves when both the content and the name would survive a power cut. */
export async function writeDurably(path: string, content: Buffer | string): Promise<void> {
  const unfinished = `${path}.part`;
  await using(await open(unfinished, 'w'), async (file) => {
    await file.writeFile(content);
    await file.sync();
  });
  await rename(unfinished, path);
  await syncDirectory(dirname(path));
}

/** A directory, made where it is missing. */
export async function ensureDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
}

/**
 * The whole lines of a file that lines are appended to; none where there is no file. Half a line that a crash has left is
 * cut off: nobody was told that it was kept, and the next line must not continue it.
 */
export async function readLines(path: string): Promise<string[]> {
  const content = await readFile(path).catch(() => Buffer.alloc(0));
  const whole = content.subarray(0, content.lastIndexOf('\n') + 1);
  if (whole.length < content.length) await truncate(path, whole.length);
  return whole
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** A file that lines are appended to. */
export interface Journal {
  /** Resolves when the line would survive a power cut. One at a time, so that lines never mix. */
  append(value: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file of JSON lines, made where it is missing, with what was read from it. */
export async function openJournal(path: string): Promise<{ lines: string[]; journal: Journal }> {
  const lines = await readLines(path);
  const file = await open(path, 'a');
  await syncDirectory(dirname(path));
  let writing = Promise.resolve();
  return {
    lines,
    journal: {
      append: (value) => {
        writing = writing.then(async () => {
          await file.appendFile(`${JSON.stringify(value)}\n`);
          await file.sync();
        });
        return writing;
      },
      close: () => file.close(),
    },
  };
}

/** A name in a directory survives only when the directory itself is synced (fsync(2)). */
export async function syncDirectory(path: string): Promise<void> {
  await using(await open(path, 'r'), (directory) => directory.sync());
}

async function using(file: FileHandle, work: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(file);
  } finally {
    await file.close();
  }
}
