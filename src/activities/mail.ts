import { DeliveryError } from '../domain/delivery.ts';
import { readParams } from '../domain/params/validate.ts';
import { type BuiltMessage, buildMessage, messageIdOf, signatureOf } from '../integrations/email/message.ts';
import type { Db } from '../store/database/db.ts';
import type { ActionRow } from '../store/database/schema.ts';
import { type DeliveryContext, readDeliveryContext } from '../store/execution/deliveryContext.ts';
import { decrypt } from '../store/people/encryption.ts';
import { mailContext } from '../store/people/mailboxes.ts';
import { unsubscribeTokenOf } from '../store/people/unsubscribing.ts';

export interface MailDeps {
  db: Db;
  /** Opens the reps' own mail servers' URLs; absent: nobody has any. */
  secretKey: string | undefined;
}

/**
 * An action's email as the rep writes it, and on whose behalf. The same action at the same version: the same bytes.
 *
 * @param unsubscribeAt how recipients reach us, where it is to say how they unsubscribe
 */
export async function composeMail(
  db: Db,
  action: ActionRow,
  unsubscribeAt?: string,
): Promise<{ message: BuiltMessage; context: DeliveryContext }> {
  const context = await readDeliveryContext(db, action.user_id);
  const { user, workspace } = context;
  // Both email types share their fields.
  const { contactEmail, contactName, subject, body, inReplyTo } = readParams('send_email', action.action_params);
  const message = await buildMessage({
    from: { name: user.display_name, address: user.email },
    to: contactEmail === undefined ? undefined : { name: contactName, address: contactEmail },
    subject,
    body,
    inReplyTo,
    signature: signatureOf(user),
    postalAddress: workspace.postal_address,
    unsubscribeUrl: await unsubscribeUrlOf(db, workspace.id, contactEmail, unsubscribeAt),
    messageId: messageIdOf(action.id, action.version, user.email),
    actionId: action.id,
    date: action.decided_at ?? action.created_at,
  });
  return { message, context };
}

async function unsubscribeUrlOf(db: Db, workspaceId: string, address?: string, at?: string) {
  if (address === undefined || at === undefined) return undefined;
  const token = await unsubscribeTokenOf(db, { workspaceId, address });
  // As a URL has it: a header takes ASCII alone.
  return new URL(`${at.replace(/\/+$/, '')}/unsubscribe/${token}`).href;
}

/**
 * The URL of one of the rep's own mail servers, decrypted; undefined where the rep has none.
 *
 * @throws DeliveryError (permanent) where it cannot be decrypted
 */
export async function ownMailUrl(
  { secretKey }: MailDeps,
  { user, mailbox }: DeliveryContext,
  protocol: 'smtp' | 'imap',
): Promise<string | undefined> {
  const encrypted = protocol === 'smtp' ? mailbox?.smtp_url : mailbox?.imap_url;
  if (encrypted === undefined || encrypted === null) return undefined;
  if (secretKey === undefined)
    throw new DeliveryError('permanent', 'SECRET_KEY is needed to open the mailbox settings');
  try {
    return await decrypt(secretKey, encrypted, mailContext(user.id, protocol));
  } catch (error) {
    throw new DeliveryError('permanent', 'the mailbox settings cannot be decrypted: set them again', { cause: error });
  }
}
