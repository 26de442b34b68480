/** Mails that tell somebody of an action, or of all that waits for him. Pure. */
import { escapeHtml } from '../domain/escapeHtml.ts';
import type { NoticeKind } from '../domain/notifications.ts';
import { tidyLine } from '../domain/text.ts';
import type { Card } from './card.ts';
import { htmlCard, htmlDocument, textCard } from './htmlCard.ts';

export interface MailText {
  subject: string;
  text: string;
  html: string;
}

const MAX_SUBJECT = 150;

const WHY: Readonly<Record<NoticeKind, string>> = {
  new: 'Decide',
  reminder: 'Expires soon',
  before_execution: 'About to execute by itself',
  escalation: 'Nobody has decided yet',
};

/** @param link where it can be decided, for whoever gets this alone */
export function noticeMail(card: Card, { link, kind }: { link: string; kind: NoticeKind }): MailText {
  const subject = tidyLine(`${WHY[kind]}: ${card.heading}`, MAX_SUBJECT);
  const foot =
    'This link is for you alone: whoever has it can decide once. You choose in Signoff’s settings what you are told.';
  return {
    subject,
    text: `${textCard(card)}\n\nLook at it and decide: ${link}\n\n${foot}\n`,
    html: htmlDocument(
      subject,
      `<div class="card">
${htmlCard(card)}
<p><a class="button" href="${escapeHtml(link)}">Look at it and decide</a></p>
</div>
<p class="muted">${foot}</p>`,
    ),
  };
}
