import type { Effect } from '../domain/delivery.ts';
import { unsentEml } from '../integrations/email/eml.ts';
import { imapDraftEffect } from '../integrations/email/imap.ts';
import type { BuiltMessage } from '../integrations/email/message.ts';
import { keepDraft } from '../store/actions/keepDraft.ts';
import type { Db } from '../store/database/db.ts';
import type { ActionRow } from '../store/database/schema.ts';
import type { PrepareEffect } from './execute.ts';
import { composeMail, type MailDeps, ownMailUrl } from './mail.ts';

/** Puts the draft into the rep's mailbox; without one it is kept, to be downloaded or copied. It never sends. */
export function draftEmail(deps: MailDeps & { imapUrl: string | undefined }): PrepareEffect {
  return async (action) => {
    const { message, context } = await composeMail(deps.db, action);
    const imapUrl = (await ownMailUrl(deps, context, 'imap')) ?? deps.imapUrl;
    return imapUrl === undefined ? keptDraft(deps.db, action, message) : imapDraftEffect({ imapUrl, message });
  };
}

/** Keeping is an insert that a second one leaves alone, so that asking is doing. */
function keptDraft(db: Db, action: ActionRow, message: BuiltMessage): Effect {
  const keep = async () => {
    await keepDraft(db, action, { messageId: message.messageId, eml: unsentEml(message.raw) });
    return { kept: true, messageId: message.messageId };
  };
  return {
    perform: async ({ fence }) => {
      await fence();
      return keep();
    },
    ask: keep,
  };
}
