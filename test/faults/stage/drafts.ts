/** The mailbox that drafts are put into: a real Dovecot. */
import { ImapFlow } from 'imapflow';
import { dovecotIsInstalled, startDovecot } from '../../support/dovecot.ts';

export interface Drafts {
  url: string;
  /** The Message-ID of every draft there is. */
  messageIds(): Promise<string[]>;
  stop(): Promise<void>;
}

const USER = 'drafts@signoff.test';

/** Undefined where this machine has no Dovecot: drafts are then kept in Postgres. */
export async function startDrafts(): Promise<Drafts | undefined> {
  if (!dovecotIsInstalled()) return undefined;
  const dovecot = await startDovecot({ drafts: true });
  const { port } = dovecot;
  const pass = decodeURIComponent(new URL(dovecot.url(USER)).password);
  return {
    url: dovecot.url(USER),
    async messageIds() {
      const client = new ImapFlow({
        host: '127.0.0.1',
        port,
        secure: false,
        auth: { user: USER, pass },
        logger: false,
      });
      await client.connect();
      try {
        const folder = (await client.list()).find(({ specialUse }) => specialUse === '\\Drafts');
        if (folder === undefined) return [];
        await client.mailboxOpen(folder.path, { readOnly: true });
        const found = await client.fetchAll('1:*', { envelope: true });
        return found.map(({ envelope }) => envelope?.messageId ?? '');
      } finally {
        await client.logout();
      }
    },
    stop: () => dovecot.stop(),
  };
}
