/** The company's accounts that sign a user in. */
import type { Acting } from '../../domain/securityEvents.ts';
import type { Db } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import { noteSecurity } from './securityTrail.ts';

export function listAccounts(db: Db, userId: string) {
  return db
    .selectFrom('identities')
    .select(['provider', 'linked_at as linkedAt', 'last_sign_in_at as lastSignInAt'])
    .where('user_id', '=', userId)
    .orderBy('linked_at')
    .execute();
}

/** A provider's accounts sign the user in no more, and what they have signed in to ends. Answers whether there was one. */
export function unlinkAccount(db: Db, userId: string, provider: string, acting: Acting): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom('identities')
      .where('user_id', '=', userId)
      .where('provider', '=', provider)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await tx.deleteFrom('sessions').where('user_id', '=', userId).where('provider', '=', provider).execute();
    await noteSecurity(tx, acting, { event: 'identity_unlink', about: userId, detail: { provider } });
    return true;
  });
}
