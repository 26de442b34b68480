/** The secrets of endpoints as sealed values: with which key each is, and how they come to be sealed with the newest alone. */
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';
import { decrypt, encrypt, keyIdOf, type SealingKey } from '../people/encryption.ts';
import { secretContext } from './endpoints.ts';

/** All of them, the old ones that still sign included. */
export async function sealedSecrets(db: Db): Promise<Buffer[]> {
  const rows = await db.selectFrom('webhook_endpoints').select(['secret', 'old_secret']).execute();
  return rows.flatMap(({ secret, old_secret }) => (old_secret === null ? [secret] : [secret, old_secret]));
}

/**
 * Seals with `newest` what other keys of `secretKey` open; done again, it has nothing to do. Answers how many values it were, and of
 * which endpoints one could not be opened: these stay as they are.
 */
export async function resealSecrets(
  db: Db,
  secretKey: string,
  newest: SealingKey,
): Promise<{ anew: number; lost: string[] }> {
  const endpoints = await db.selectFrom('webhook_endpoints').select('id').orderBy('id').execute();
  const resealed: { anew: number; lost: string[] } = { anew: 0, lost: [] };
  for (const { id } of endpoints) {
    const anew = await resealOne(db, id, secretKey, newest);
    if (anew === undefined) resealed.lost.push(id);
    else resealed.anew += anew;
  }
  return resealed;
}

function resealOne(db: Db, id: string, secretKey: string, newest: SealingKey): Promise<number | undefined> {
  return db.transaction().execute(async (tx) => {
    const found = await tx
      .selectFrom('webhook_endpoints')
      .select(['secret', 'old_secret'])
      .where('id', '=', id)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (found === undefined) return 0;
    let anew = 0;
    const reseal = async (value: Buffer) => {
      if (keyIdOf(value) === newest.id) return value;
      anew += 1;
      return encrypt(newest, await decrypt(secretKey, value, secretContext(id)), secretContext(id));
    };
    let changes: { secret: Buffer; old_secret: Buffer | null };
    try {
      const old_secret = found.old_secret === null ? null : await reseal(found.old_secret);
      changes = { secret: await reseal(found.secret), old_secret };
    } catch {
      return undefined;
    }
    if (anew > 0) await tx.updateTable('webhook_endpoints').set(changes).where('id', '=', id).execute();
    return anew;
  });
}

/** Forgets secrets that no longer sign. */
export async function forgetOldSecrets(db: Db): Promise<void> {
  await db
    .updateTable('webhook_endpoints')
    .set({ old_secret: null, old_secret_until: null })
    .where('old_secret_until', '<', sql<Date>`now()`)
    .execute();
}
