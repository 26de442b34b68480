/** Whom Postgres runs as: it refuses to run as root, so under root it gets a user of its own. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SetupError } from './setupError.ts';

export interface SystemUser {
  uid: number;
  gid: number;
}

const USER = 'postgres';

/** The user `postgres`, made where there is none, when we are root; otherwise undefined: we run it as ourselves. */
export function postgresOwner(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return findOwner() ?? makeOwner();
}

function findOwner(): SystemUser | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, USER], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function makeOwner(): SystemUser {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', USER], { stdio: 'pipe' });
  } catch (cause) {
    throw new SetupError(
      `Postgres does not run as root, and a user ${USER} could not be made: run as an ordinary user`,
      {
        cause,
      },
    );
  }
  const owner = findOwner();
  if (owner === undefined) throw new SetupError(`the user ${USER} was made but is not found`);
  return owner;
}

/** The outermost directory above `path` that others than its owner may not enter; undefined where all may be. */
export function closedDirectory(path: string): string | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : closedDirectory(parent);
  if (above !== undefined) return above;
  return existsSync(parent) && (statSync(parent).mode & constants.S_IXOTH) === 0 ? parent : undefined;
}

const SETPRIV = '/usr/bin/setpriv';

/**
 * The command line that runs `command` as `owner` although it lies below directories closed to that user (a clone in
 * /root): still not as root, but with root's right to pass them. `no_setuid_fixup` makes access(2) honour that right.
 * @throws where the system has no setpriv
 */
export function enteringClosed(closed: string, owner: SystemUser, command: string, args: string[]) {
  try {
    accessSync(SETPRIV, constants.X_OK);
  } catch (cause) {
    throw new SetupError(`Postgres runs as user ${USER}, who may not enter ${closed}: chmod o+x ${closed}`, { cause });
  }
  const identity = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  const rights = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { command: SETPRIV, args: [...identity, ...rights, command, ...args] };
}
