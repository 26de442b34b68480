/** The key that the API seals mailboxes with, as whoever holds SECRET_KEY has published it. */
import { sql } from 'kysely';
import type { Db, Tx } from '../database/db.ts';
import type { SealingKey } from './encryption.ts';

/** From now on whatever the API seals is for this key; what it was about to seal for another is committed before. */
export async function publishSealingKey(db: Db | Tx, { id, publicKey }: SealingKey): Promise<void> {
  await db
    .insertInto('sealing_key')
    .values({ key_id: id, public_key: publicKey })
    .onConflict((conflict) =>
      conflict
        .column('single')
        .doUpdateSet({ key_id: id, public_key: publicKey, published_at: sql<Date>`now()` })
        .where('sealing_key.public_key', 'is distinct from', publicKey),
    )
    .execute();
}

/** Undefined where nobody with a SECRET_KEY has started yet. In a transaction it stays the one in force until that ends. */
export async function findSealingKey(tx: Tx): Promise<SealingKey | undefined> {
  return tx.selectFrom('sealing_key').select(['key_id as id', 'public_key as publicKey']).forShare().executeTakeFirst();
}

/** Whether mailboxes can be sealed at all. */
export async function hasSealingKey(db: Db): Promise<boolean> {
  return (await db.selectFrom('sealing_key').select('key_id').executeTakeFirst()) !== undefined;
}
