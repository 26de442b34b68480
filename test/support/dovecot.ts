/** A real IMAP server for tests: Dovecot (Debian's dovecot-imapd), with a configuration and a maildir of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../local/ports.ts';
import { eventually } from './eventually.ts';

export interface Dovecot {
  port: number;
  /** The IMAP URL of a user's mailbox; every user exists, each with an empty mailbox of his own. */
  url(user: string, password?: string): string;
  stop(): Promise<void>;
}

const PASSWORD = 'dovecot-test';
const NOBODY = 65_534;
/** Debian keeps it where an ordinary user's PATH does not look. */
const PROGRAM = '/usr/sbin/dovecot';

export function dovecotIsInstalled(): boolean {
  return spawnSync(PROGRAM, ['--version']).error === undefined;
}

/** Starts one on a free port. `drafts` marks a folder \Drafts; without it no folder is made or marked. */
export async function startDovecot({ drafts }: { drafts: boolean }): Promise<Dovecot> {
  const dir = await mkdtemp(join(tmpdir(), 'signoff-dovecot-'));
  const port = await freePort();
  const owner = mailOwner();
  const mail = join(dir, 'mail');
  await chmod(dir, 0o755);
  await mkdir(mail);
  await chown(mail, owner.uid, owner.gid);
  const file = join(dir, 'dovecot.conf');
  await writeFile(file, configuration({ dir, mail, port, owner, drafts }));

  const server = spawn(PROGRAM, ['-F', '-c', file], { stdio: 'ignore' });
  await eventually(() => greeting(port));
  return {
    port,
    url: (user, password = PASSWORD) => `imap://${encodeURIComponent(user)}:${password}@127.0.0.1:${port}`,
    stop: async () => {
      await ended(server);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

interface Settings {
  dir: string;
  mail: string;
  port: number;
  owner: { uid: number; gid: number };
  drafts: boolean;
}

function configuration({ dir, mail, port, owner, drafts }: Settings): string {
  return `
base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
first_valid_uid = ${owner.uid}
first_valid_gid = ${owner.gid}
mail_location = maildir:${mail}/%u/Maildir
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${mail}/%u
}
namespace inbox {
  inbox = yes
  ${drafts ? 'mailbox Entwürfe {\n    special_use = \\Drafts\n    auto = create\n  }' : ''}
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
  chroot =
}
${unprivileged()}
`;
}

/** Without root's rights every service runs as ourselves, and none is locked into a directory. */
function unprivileged(): string {
  const { uid, username } = userInfo();
  if (uid === 0) return '';
  const group = spawnSync('id', ['-gn'], { encoding: 'utf8' }).stdout.trim();
  const services = ['anvil', 'stats'].map((name) => `service ${name} {\n  chroot =\n}`);
  return [
    `default_internal_user = ${username}`,
    `default_internal_group = ${group}`,
    `default_login_user = ${username}`,
    ...services,
  ].join('\n');
}

/** Whom the mail belongs to: ourselves, but never root, for whom Dovecot opens no mailbox. */
function mailOwner(): { uid: number; gid: number } {
  const { uid, gid } = userInfo();
  return uid === 0 ? { uid: NOBODY, gid: NOBODY } : { uid, gid };
}

/** Resolves when the server greets (RFC 9051, section 7.1.5), rejects when it does not yet. */
async function greeting(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  try {
    const first = await new Promise<Buffer>((resolve, reject) => {
      socket
        .once('data', resolve)
        .once('error', reject)
        .once('close', () => reject(new Error('no greeting')));
    });
    if (!first.toString().startsWith('* OK')) throw new Error(`not ready: ${first}`);
  } finally {
    socket.destroy();
  }
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await exit;
}
