/** Recipients who want no more emails: the links that they are sent, and what becomes of one that is used. */
import type { Acting } from '../../domain/securityEvents.ts';
import type { Db } from '../database/db.ts';
import { findSuppression, suppress } from './suppressions.ts';
import { openRecipient, type Recipient, sealRecipient } from './unsubscribeToken.ts';

/** What the suppression list says of those who took themselves off. */
export const UNSUBSCRIBED = 'unsubscribed';

/** Whoever came by a link to unsubscribe. */
export interface Unsubscriber extends Recipient {
  workspaceName: string;
  /** Whether he has asked for it already. One who is on the list for another reason, or by his domain, has not. */
  isOff: boolean;
}

/** The token of one recipient of a workspace's emails: the same one each time. */
export async function unsubscribeTokenOf(db: Db, { workspaceId, address }: Recipient): Promise<string> {
  return sealRecipient(await readKey(db), { workspaceId, address: address.trim().toLowerCase() });
}

/** Whose token it is; undefined where it is none of ours. */
export async function findUnsubscriber(db: Db, token: string): Promise<Unsubscriber | undefined> {
  const recipient = openRecipient(await readKey(db), token);
  if (recipient === undefined) return undefined;
  const { workspaceId, address } = recipient;
  const workspace = await db.selectFrom('workspaces').select('name').where('id', '=', workspaceId).executeTakeFirst();
  if (workspace === undefined) return undefined;
  const isOff = (await findSuppression(db, workspaceId, address))?.reason === UNSUBSCRIBED;
  return { ...recipient, workspaceName: workspace.name, isOff };
}

/**
 * From now on nobody in the workspace emails him: what has not been claimed yet does not leave. Where the address stood on the
 * list for another reason this one takes its place, as it is his own, and the trail says which stood there. Again, it changes
 * nothing.
 */
export function unsubscribe(db: Db, { workspaceId, address }: Recipient, acting: Acting): Promise<void> {
  return suppress(db, workspaceId, { address, reason: UNSUBSCRIBED }, acting, { overOtherReasons: true });
}

async function readKey(db: Db): Promise<Buffer> {
  return (await db.selectFrom('unsubscribe_key').select('key').executeTakeFirstOrThrow()).key;
}
