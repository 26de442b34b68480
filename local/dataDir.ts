import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';

/** The one directory in which a stack keeps everything. */
export interface DataDir {
  root: string;
  /** The path of something directly in it. */
  path: (name: string) => string;
  log: (name: string) => string;
}

export function openDataDir(root: string): DataDir {
  mkdirSync(join(root, 'logs'), { recursive: true });
  for (const name of ['temporal', 'mailbox', 'slack']) mkdirSync(join(root, name), { recursive: true, mode: 0o700 });
  return { root, path: (name) => join(root, name), log: (name) => join(root, 'logs', `${name}.log`) };
}

/** Writes JSON that only the owner may read; readers see the old file or the new one, never a part. */
export function writePrivateJson(file: string, value: unknown): void {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  // A file left by an interrupted write keeps its own mode.
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}

/** What the file holds; undefined where it is missing or not of that shape. */
export function readJson<T extends z.ZodType>(file: string, shape: T): z.output<T> | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return shape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** What the file holds or, where it holds nothing of that shape, what `make` gives, kept from now on. */
export function readOrMake<T extends z.ZodType>(file: string, shape: T, make: () => z.output<T>): z.output<T> {
  const found = readJson(file, shape);
  if (found !== undefined) return found;
  const made = make();
  writePrivateJson(file, made);
  return made;
}
