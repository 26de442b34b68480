/** The reps' own mail servers: kept encrypted, each change with its entry in the security trail. */
import { type Selectable, sql } from 'kysely';
import type { Acting } from '../../domain/securityEvents.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import type { Schema } from '../database/schema.ts';
import { encrypt, type SealingKey } from './encryption.ts';
import { checkIsHere, PersonRefused } from './rules.ts';
import { findSealingKey, hasSealingKey } from './sealingKey.ts';

export type MailProtocol = 'smtp' | 'imap';

/** A mail server with its password. */
export interface OwnServer {
  url: string;
  /** User and server as people may be shown them. */
  label: string;
}

export type OwnServers = { [protocol in MailProtocol]?: OwnServer };

/** What can be told of a rep's mailbox by whoever opens nothing; null: no such server. */
export type MailboxShown = {
  [protocol in MailProtocol]: {
    /** Null: set before labels were kept. */
    server: string | null;
  } | null;
} & {
  /** Whether it can be set without SECRET_KEY. */
  canBeSet: boolean;
};

/**
 * Keeps a rep's mail servers, encrypted; one that is undefined stays as it was.
 *
 * @param key what it is encrypted with; undefined: with what is published
 * @throws PersonRefused where the rep has left, or nothing is published
 */
export function putMailbox(
  db: Db | Tx,
  userId: string,
  servers: OwnServers,
  acting: Acting,
  key?: SealingKey,
): Promise<void> {
  return inTransaction(db, async (tx) => {
    await checkIsHere(tx, userId);
    const sealing = key ?? (await findSealingKey(tx));
    if (sealing === undefined) throw new PersonRefused('no-sealing-key');
    const sealed = async (protocol: MailProtocol) => {
      const server = servers[protocol];
      return server === undefined ? undefined : encrypt(sealing, server.url, mailContext(userId, protocol));
    };
    const columns = {
      smtp_url: await sealed('smtp'),
      smtp_label: servers.smtp?.label,
      imap_url: await sealed('imap'),
      imap_label: servers.imap?.label,
    };
    await tx
      .insertInto('mailboxes')
      .values({ user_id: userId, ...columns })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ ...columns, updated_at: sql<Date>`now()` }))
      .execute();
    const detail = { smtp: servers.smtp !== undefined, imap: servers.imap !== undefined };
    await noteSecurity(tx, acting, { event: 'mailbox_set', about: userId, detail });
  });
}

/** What a rep's encrypted URL is bound to. */
export function mailContext(userId: string, protocol: MailProtocol): string {
  return `${userId}/${protocol}`;
}

export function findMailbox(db: Db, userId: string): Promise<Selectable<Schema['mailboxes']> | undefined> {
  return db.selectFrom('mailboxes').selectAll().where('user_id', '=', userId).executeTakeFirst();
}

export async function showMailbox(db: Db, userId: string): Promise<MailboxShown> {
  const mailbox = await findMailbox(db, userId);
  const shown = (url: Buffer | null = null, server: string | null = null) => (url === null ? null : { server });
  return {
    smtp: shown(mailbox?.smtp_url, mailbox?.smtp_label),
    imap: shown(mailbox?.imap_url, mailbox?.imap_label),
    canBeSet: await hasSealingKey(db),
  };
}

/** Answers whether there was one. */
export function removeMailbox(db: Db | Tx, userId: string, acting: Acting): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const { numDeletedRows } = await tx.deleteFrom('mailboxes').where('user_id', '=', userId).executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await noteSecurity(tx, acting, { event: 'mailbox_remove', about: userId });
    return true;
  });
}
