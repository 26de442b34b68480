/** Entries of a timeline as people read them. */
import type { TriggerFacts } from '../domain/crm.ts';
import { crmTitle } from '../domain/crmNames.ts';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import type { NoticeKind } from '../domain/notifications.ts';
import type { Subject } from '../domain/subject.ts';
import { outcomeInWords } from '../domain/words/whyUnused.ts';
import { formatAmount } from '../drafting/formatAmount.ts';
import { reviewerTexts } from '../drafting/summary.ts';
import type { TimelineRow } from '../store/timeline/readTimeline.ts';
import { auditInWords } from './auditInWords.ts';

interface Around {
  crm: string;
  /** The workspace's, for amounts that name none. */
  currency: string;
}

/** What it was, and what it came to: null where the first says it. */
export function entryInWords(row: TimelineRow, around: Around): { inWords: string; cameTo: string | null } {
  switch (row.source) {
    case 'trigger':
      return { inWords: row.summary ?? seen(row, around), cameTo: cameTo(row, around) };
    case 'trail':
      return { inWords: trailInWords(row), cameTo: null };
    case 'message':
      return { inWords: messageInWords(row), cameTo: null };
    case 'inbox':
      return {
        inWords: `${crmTitle(around.crm)} sent a change that could not be applied`,
        cameTo: row.message === null ? null : `Not seen yet: ${row.message}`,
      };
  }
}

function cameTo({ outcome, why, userName }: TimelineRow, { crm, currency }: Around): string | null {
  if (outcome === null) return null;
  const money = (amountMinor: number, of = currency) => formatAmount(amountMinor, of);
  return outcomeInWords({ outcome, why, crm, userName, money });
}

/** Of what made no alert: the same words as an alert has. */
function seen(row: TimelineRow, { crm, currency }: Around): string {
  const { triggerType, payload, occurredAt, at } = row;
  if (triggerType === null) return `${crmTitle(crm)} told of a change`;
  const now = occurredAt ?? at;
  const { news } = reviewerTexts({
    triggerType,
    actionType: 'notify_rep',
    subject: subjectOf(row),
    facts: factsOf(payload),
    given: {},
    occurredAt: now,
    now,
    rep: { displayName: '', timeZone: 'UTC' },
    currency,
  });
  return news;
}

/** What was detected has them as detection wrote them; what was posted has none. */
function factsOf(payload: JsonObject | null): TriggerFacts | undefined {
  const facts = payload?.facts;
  return isJsonObject(facts) ? (facts as TriggerFacts) : undefined;
}

function subjectOf({ dealName, companyName, contactName }: TimelineRow): Subject {
  const named = (name: string | null) => (name === null ? undefined : { id: '-', name });
  return { deal: named(dealName), company: named(companyName), contact: named(contactName) };
}

function trailInWords({ command, accepted, userName, channel, changes, message }: TimelineRow): string {
  return auditInWords({
    command: command ?? '',
    accepted: accepted ?? true,
    who: userName,
    channel: channel ?? '',
    changes,
    message,
  });
}

const TOLD: Readonly<Record<NoticeKind, string>> = {
  new: 'was told of it',
  reminder: 'was reminded',
  before_execution: 'was told that it executes soon',
  escalation: 'was told that nobody has decided',
};

function messageInWords({ userName, messageKind, channel }: TimelineRow): string {
  const how = channel === 'slack' ? 'in Slack' : 'by email';
  return `${userName ?? 'Somebody'} ${TOLD[messageKind ?? 'new']} ${how}`;
}
