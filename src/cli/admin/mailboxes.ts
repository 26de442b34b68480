import { text } from 'node:stream/consumers';
import { mailUrlOpener, type OpenMailUrl } from '../../checks/openMailUrl.ts';
import { readMailUrl } from '../../integrations/email/mailUrl.ts';
import { readOwnServer } from '../../integrations/email/ownServer.ts';
import { sealingKeyOf } from '../../store/people/encryption.ts';
import {
  findMailbox,
  type MailProtocol,
  type OwnServer,
  putMailbox,
  removeMailbox,
} from '../../store/people/mailboxes.ts';
import { commandLine } from '../commandLine.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { readSecretKey, withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { existingUser } from './users.ts';

type Urls = { [protocol in MailProtocol]?: string };

const one = { min: 1, max: 1 };
const stdin = 'Read the URLs from standard input, one to a line, so that no password stands in the list of processes';

export const mailboxSet = command({
  takes: 'USER',
  count: one,
  summary: "Set a rep's own mail servers: by options, standard input, or MAILBOX_SMTP_URL and MAILBOX_IMAP_URL",
  options: {
    smtp: { type: 'string', value: 'URL', help: 'Sends their email: smtps://user:password@host' },
    imap: { type: 'string', value: 'URL', help: 'Takes their drafts: imaps://user:password@host' },
    stdin: { type: 'boolean', help: stdin },
  },
  async run(values, [user]) {
    const urls = values.stdin ? readLines(await text(process.stdin)) : fromOptionsOr(process.env, values);
    if (urls.smtp === undefined && urls.imap === undefined) throw new UsageError('neither --smtp nor --imap is given');
    const servers = { smtp: server(urls, 'smtp'), imap: server(urls, 'imap') };
    const key = await sealingKeyOf(readSecretKey());
    const id = await withDatabase(async (db) => {
      const { id } = await existingUser(db, user);
      await putMailbox(db, id, servers, operatorHere(), key);
      return id;
    });
    const labels = [servers.smtp, servers.imap].flatMap((each) => each?.label ?? []);
    console.log(`mailbox of ${id} set: ${labels.join(', ')}`);
    console.error(`Whether it works: ${commandLine('admin', ['check'])}`);
  },
});

export const mailboxShow = command({
  takes: 'USER',
  count: one,
  summary: "Show a rep's mail servers, without passwords",
  async run(_values, [user]) {
    readSecretKey();
    await withDatabase(async (db) => {
      const { id } = await existingUser(db, user);
      const mailbox = await findMailbox(db, id);
      if (mailbox === undefined) throw new CommandFailure('not-found', `${id} has no mail servers of their own`);
      for (const protocol of ['smtp', 'imap'] as const) {
        const sealed = protocol === 'smtp' ? mailbox.smtp_url : mailbox.imap_url;
        const opened = sealed === null ? undefined : await openMailUrl(sealed, id, protocol);
        const shown = opened?.ok ? readMailUrl(opened.url, protocol).label : (opened?.reason ?? '-');
        console.log(`${protocol.toUpperCase()}  ${shown}`);
      }
    });
  },
});

export const mailboxRemove = command({
  takes: 'USER',
  count: one,
  summary: "Forget a rep's own mail servers",
  async run(_values, [user]) {
    const id = await withDatabase(async (db) => {
      const { id } = await existingUser(db, user);
      if (await removeMailbox(db, id, operatorHere())) return id;
      throw new CommandFailure('not-found', `${id} has no mail servers of their own`);
    });
    console.log(`mailbox of ${id} removed`);
  },
});

function fromOptionsOr(env: NodeJS.ProcessEnv, { smtp, imap }: Urls): Urls {
  if (smtp !== undefined || imap !== undefined) return { smtp, imap };
  return { smtp: env.MAILBOX_SMTP_URL || undefined, imap: env.MAILBOX_IMAP_URL || undefined };
}

/** Each line is known by its scheme. */
function readLines(input: string): Urls {
  const lines = input
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const urls = {
    smtp: lines.find((line) => /^smtps?:/.test(line)),
    imap: lines.find((line) => /^imaps?:/.test(line)),
  };
  const known = Object.values(urls).filter((url) => url !== undefined).length;
  if (known !== lines.length)
    throw new UsageError('standard input must hold one smtp:// URL, one imap:// URL, or both');
  return urls;
}

function server(urls: Urls, protocol: MailProtocol): OwnServer | undefined {
  const url = urls[protocol];
  if (url === undefined) return undefined;
  const read = readOwnServer(url, protocol);
  if (!read.ok) throw new UsageError(read.reason);
  return read.server;
}

/** With the installation's key. @throws UsageError where there is none */
export const openMailUrl: OpenMailUrl = (sealed, userId, protocol) =>
  mailUrlOpener(readSecretKey())(sealed, userId, protocol);
