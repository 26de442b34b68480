import { text } from 'node:stream/consumers';
import { mailUrlOpener, type OpenMailUrl } from '../../checks/openMailUrl.ts';
import { type MailServer, readMailUrl } from '../../integrations/email/mailUrl.ts';
import { findMailbox, putMailbox, removeMailbox } from '../../store/people/administration.ts';
import { encrypt } from '../../store/people/encryption.ts';
import { commandLine } from '../commandLine.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { readSecretKey, withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { existingUser } from './users.ts';

type Protocol = 'smtp' | 'imap';
type Urls = { [protocol in Protocol]?: string };

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
    const servers = [server(urls, 'smtp'), server(urls, 'imap')].filter((each) => each !== undefined);
    const key = readSecretKey();
    const id = await withDatabase(async (db) => {
      const { id } = await existingUser(db, user);
      const sealed = (protocol: Protocol) => {
        const url = urls[protocol];
        // The context is what the worker decrypts it with: see activities/mail.ts.
        return url === undefined ? undefined : encrypt(key, url, `${id}/${protocol}`);
      };
      await putMailbox(db, id, { smtpUrl: sealed('smtp'), imapUrl: sealed('imap') }, operatorHere());
      return id;
    });
    console.log(`mailbox of ${id} set: ${servers.map(({ label }) => label).join(', ')}`);
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
        const opened = sealed === null ? undefined : openMailUrl(sealed, id, protocol);
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

function server(urls: Urls, protocol: Protocol): MailServer | undefined {
  const url = urls[protocol];
  if (url === undefined) return undefined;
  const server = readOrRefuse(url, protocol);
  // A name without a dot is known in a private network only, such as compose's; whoever means that names the port as well.
  const isWhole = server.host.includes('.') || server.host.includes(':') || server.host === 'localhost';
  if (isWhole || new URL(url).port !== '') return server;
  throw new UsageError(
    `the ${protocol.toUpperCase()} server's host "${server.host}" is not a whole name such as mail.acme.com`,
  );
}

function readOrRefuse(url: string, protocol: Protocol): MailServer {
  try {
    return readMailUrl(url, protocol);
  } catch (error) {
    // Its message names what is wrong and never shows the URL.
    throw new UsageError(error instanceof Error ? error.message : 'the URL cannot be read');
  }
}

/** With the installation's key. @throws UsageError where there is none */
export const openMailUrl: OpenMailUrl = (sealed, userId, protocol) =>
  mailUrlOpener(readSecretKey())(sealed, userId, protocol);
