/** Files that are still there after a crash. */
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
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
