import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Installs Debian's Dovecot for the tests of IMAP where that is possible. Where it is not, says why; those tests then
 * skip themselves.
 */
export async function installDovecot() {
  if (existsSync('/usr/sbin/dovecot')) return;
  const reason = await tryToInstall();
  if (reason !== undefined) console.error(`signoff: no Dovecot, the tests of IMAP will be skipped: ${reason}`);
}

/** Answers why it could not be done. */
async function tryToInstall() {
  if (!existsSync('/etc/debian_version')) return 'this is no Debian; install Dovecot (dovecot-imapd) by hand';
  if (process.getuid?.() !== 0) return 'not root; run: apt-get install dovecot-imapd';
  console.error('signoff: installing dovecot-imapd for the tests of IMAP …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await execute('apt-get', ['update', '-qq'], { env, timeout: 120_000 });
    const install = ['install', '-y', '-qq', '--no-install-recommends', 'dovecot-imapd'];
    await execute('apt-get', install, { env, timeout: 300_000 });
    return undefined;
  } catch (error) {
    return (error.stderr || error.message).trim().split('\n').at(-1);
  }
}
