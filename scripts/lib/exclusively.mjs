import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CACHE } from './compile.mjs';
import { SetupError } from './run.mjs';

const LOCK = join(CACHE, 'setup.lock');
const LONGEST_WAIT_MS = 600_000;

/**
 * Runs `work` while no other set-up of this clone runs: two `npm ci` at once would destroy each other's work.
 * @throws {SetupError} where the other one does not come to an end
 */
export async function exclusively(work) {
  mkdirSync(CACHE, { recursive: true });
  const deadlineMs = performance.now() + LONGEST_WAIT_MS;
  for (let isFirst = true; !take(); isFirst = false) {
    if (performance.now() > deadlineMs) throw new SetupError(`another set-up seems to run: if not, remove ${LOCK}`);
    if (isFirst) console.error('signoff: waiting for another set-up of this clone …');
    await delay(100);
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function take() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isLeft()) return false;
    rmSync(LOCK, { force: true });
    return take();
  }
}

/** Whether the lock's holder is gone. */
function isLeft() {
  try {
    const pid = Number(readFileSync(LOCK, 'utf8'));
    // Between its making and its writing the lock is empty, and held.
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
