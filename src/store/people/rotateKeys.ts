/** Which keys encrypt what is encrypted, and how it comes to be encrypted with the newest alone. */
import type { Acting } from '../../domain/securityEvents.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import type { Db, Tx } from '../database/db.ts';
import { resealSecrets, sealedSecrets } from '../webhooks/reseal.ts';
import { decrypt, encrypt, keyIdOf, type SealingKey, sealingKeyOf } from './encryption.ts';
import { mailContext } from './mailboxes.ts';
import { publishSealingKey } from './sealingKey.ts';

const COLUMNS = { smtp_url: 'smtp', imap_url: 'imap' } as const;

/** How many values each key encrypts, by its id; undefined: before keys had ids. */
export async function countByKey(db: Db): Promise<Map<string | undefined, number>> {
  const rows = await db.selectFrom('mailboxes').select(['smtp_url', 'imap_url']).execute();
  const counts = new Map<string | undefined, number>();
  const urls = rows.flatMap(({ smtp_url, imap_url }) => [smtp_url, imap_url]);
  for (const value of [...urls, ...(await sealedSecrets(db))]) {
    if (value === null) continue;
    const id = keyIdOf(value);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

export interface Rotated {
  /** How many values are encrypted anew. */
  anew: number;
  /** Whose values none of the keys opens: they stay as they are. */
  lost: string[];
  /** The same of outgoing webhooks, by the endpoints' ids. */
  secrets: { anew: number; lost: string[] };
}

/**
 * Encrypts with the first key what others encrypted, one mailbox or endpoint at a time; done again, it has nothing to do. The API seals with
 * it from the beginning: nothing comes after that which another key has sealed.
 */
export async function rotateKeys(db: Db, secretKey: string, acting: Acting): Promise<Rotated> {
  const key = await sealingKeyOf(secretKey);
  await publishSealingKey(db, key);
  const users = await db.selectFrom('mailboxes').select('user_id').orderBy('user_id').execute();
  const rotated: Omit<Rotated, 'secrets'> = { anew: 0, lost: [] };
  for (const { user_id: userId } of users) {
    const anew = await db.transaction().execute((tx) => rotateMailbox(tx, userId, secretKey, key));
    if (anew === undefined) rotated.lost.push(userId);
    else rotated.anew += anew;
  }
  const secrets = await resealSecrets(db, secretKey, key);
  const [anew, lost] = [rotated.anew + secrets.anew, [...rotated.lost, ...secrets.lost]];
  // An entry that belongs to no workspace is every one's to read: whose they are is none of it.
  const detail = { keyId: key.id, anew, lost: lost.length };
  if (anew > 0) await noteSecurity(db, acting, { event: 'keys_rotate', detail });
  return { ...rotated, secrets };
}

/** How many values of it are encrypted anew; undefined where one cannot be opened, and all of it stays. */
async function rotateMailbox(
  tx: Tx,
  userId: string,
  secretKey: string,
  newest: SealingKey,
): Promise<number | undefined> {
  const mailbox = await tx
    .selectFrom('mailboxes')
    .select(['smtp_url', 'imap_url'])
    .where('user_id', '=', userId)
    .forUpdate()
    .executeTakeFirst();
  if (mailbox === undefined) return 0;
  const changes: { smtp_url?: Buffer; imap_url?: Buffer } = {};
  for (const column of ['smtp_url', 'imap_url'] as const) {
    const value = mailbox[column];
    if (value === null || keyIdOf(value) === newest.id) continue;
    const context = mailContext(userId, COLUMNS[column]);
    try {
      changes[column] = await encrypt(newest, await decrypt(secretKey, value, context), context);
    } catch {
      return undefined;
    }
  }
  if (Object.keys(changes).length === 0) return 0;
  await tx.updateTable('mailboxes').set(changes).where('user_id', '=', userId).execute();
  return Object.keys(changes).length;
}
