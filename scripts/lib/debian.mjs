import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What some tests need beside npm's packages. */
const NEEDED = [
  { name: 'Dovecot', file: '/usr/sbin/dovecot', package: 'dovecot-imapd', tests: 'of IMAP' },
  {
    name: 'dkimpy',
    file: '/usr/lib/python3/dist-packages/dkim/__init__.py',
    package: 'python3-dkim',
    tests: 'of DKIM',
  },
  { name: 'Chromium', file: '/usr/bin/chromium', package: 'chromium', tests: 'in the browser' },
];

/**
 * Installs Debian's Dovecot, dkimpy and Chromium where that is possible. Where it is not, says why; the tests that need them
 * then skip themselves.
 */
export async function installDebianPackages() {
  const missing = NEEDED.filter(({ file }) => !existsSync(file));
  if (missing.length === 0) return;
  const packages = missing.map((each) => each.package);
  const reason = await tryToInstall(packages);
  if (reason === undefined) return;
  for (const { name, tests } of missing.filter(({ file }) => !existsSync(file))) {
    console.error(`signoff: no ${name}, the tests ${tests} will be skipped: ${reason}`);
  }
}

/** Answers why it could not be done. */
async function tryToInstall(packages) {
  if (!existsSync('/etc/debian_version')) return `this is not Debian; install ${packages.join(' and ')} by hand`;
  if (process.getuid?.() !== 0) return `not root; run: apt-get install ${packages.join(' ')}`;
  console.error(`signoff: installing ${packages.join(' and ')} for the tests …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await execute('apt-get', ['update', '-qq'], { env, timeout: 120_000 });
    const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
    await execute('apt-get', install, { env, timeout: 600_000 });
    return undefined;
  } catch (error) {
    return (error.stderr || error.message).trim().split('\n').at(-1);
  }
}
