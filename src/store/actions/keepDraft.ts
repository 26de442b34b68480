import { readParams } from '../../domain/params/validate.ts';
import type { Db } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';

/** Keeps a draft for download and copying. A second time changes nothing. */
export async function keepDraft(db: Db, action: ActionRow, made: { messageId: string; eml: Buffer }): Promise<void> {
  const { contactEmail, subject, body } = readParams('draft_email', action.action_params);
  await db
    .insertInto('email_drafts')
    .values({
      action_id: action.id,
      workspace_id: action.workspace_id,
      user_id: action.user_id,
      message_id: made.messageId,
      recipient: contactEmail,
      subject,
      body,
      eml: made.eml,
    })
    .onConflict((conflict) => conflict.column('action_id').doNothing())
    .execute();
}
