import { type ActionType, URGENCIES, type Urgency } from '../domain/actionTypes.ts';
import type { JsonObject } from '../domain/json.ts';
import { emailAddress } from '../domain/params/schemas.ts';
import type { TemplateTexts } from '../domain/templates.ts';
import type { TriggerType } from '../domain/triggers.ts';
import { urgencyOf } from '../domain/urgency.ts';
import { draftEmail } from './email.ts';
import { type WordsOfDraft, wordsByOwn } from './own/words.ts';
import { oneLine } from './readable.ts';
import { mannerFor } from './role.ts';
import { SITUATIONS, type SituationDraft } from './situations.ts';
import { type ReviewerTexts, reviewerTexts } from './summary.ts';
import { cutToUnits } from './template.ts';
import type { Block } from './templates/block.ts';
import { EMAIL } from './templates/email/index.ts';
import { SLACK } from './templates/slack.ts';
import { TASK } from './templates/task.ts';
import { TOUCH } from './templates/touch.ts';
import type { TriggerToDraft } from './triggerToDraft.ts';
import { nextWorkingMorning } from './workingDay.ts';

export interface Draft {
  /** Still to be validated, as the given ones may be anything. */
  params: JsonObject;
  /** Of the template that made the words, `deal_value_decrease/2`, `…/w17` of a workspace's own; null where all of them were given. */
  draftVersion: string | null;
  /** Why the rep's or the workspace's own template was not used, where there is one. */
  templateProblem?: string | undefined;
  contextSummary: string;
  urgency: Urgency;
  alert: { title: string; summary: string; severity: SituationDraft['severity'] };
}

const MAX_SUMMARY = 500;
const MAX_LINE = 300;
const MAX_NAME = 200;
/** What a text block of Slack holds. */
const MAX_SLACK_TEXT = 3_000;

/** Proposes parameters and summary for an action. The same trigger at the same moment gives the same draft. */
export function draft(trigger: TriggerToDraft): Draft {
  const { triggerType, actionType, given } = trigger;
  const situation = SITUATIONS[triggerType];
  const texts = reviewerTexts(trigger);
  const urgency = URGENCIES.find((level) => level === given.urgency) ?? urgencyOf(triggerType, trigger.facts);
  const { ownVersion, templateProblem, ...words } = paramsOf(trigger, texts);
  const drafted = { ...commonParams(trigger), suggestedTone: toneOf(trigger), ...words };
  return {
    params: { ...withoutUndefined(drafted), urgency, ...given },
    contextSummary:
      givenSummary(trigger) ?? cutToUnits(`${texts.news} — ${nextStep(actionType, texts.contact)}`, MAX_SUMMARY),
    draftVersion: draftVersion(trigger, ownVersion),
    templateProblem,
    urgency,
    alert: {
      title: cutToUnits(texts.title, MAX_LINE),
      summary: cutToUnits(texts.news, MAX_SUMMARY),
      severity: situation.severity,
    },
  };
}

/** The kind of action says which of a trigger's templates it is. */
function draftVersion({ triggerType, actionType, given }: TriggerToDraft, ownVersion: string | undefined) {
  if (given.subject !== undefined && given.body !== undefined) return null;
  return ownVersion ?? `${triggerType}/${TEMPLATES[actionType][triggerType].version}`;
}

const TEMPLATES: Readonly<Record<ActionType, Readonly<Record<TriggerType, { version: number }>>>> = {
  send_email: EMAIL,
  draft_email: EMAIL,
  create_followup_task: TASK,
  log_touch: TOUCH,
  notify_rep: SLACK,
};

/** `consultative, brief`: by the situation, and in emails by what the contact does. */
function toneOf({ triggerType, actionType, shared }: TriggerToDraft): string {
  const isEmail = actionType === 'send_email' || actionType === 'draft_email';
  const ofRole = isEmail ? mannerFor(shared?.jobTitle).tone : undefined;
  return [SITUATIONS[triggerType].tone, ofRole].filter((part) => part !== undefined).join(', ');
}

function givenSummary({ contextSummary, given }: TriggerToDraft): string | undefined {
  if (contextSummary !== undefined) return contextSummary;
  const { contextSummary: amongParams } = given;
  return typeof amongParams === 'string' && amongParams !== '' ? amongParams : undefined;
}

/** Whom and what it is about. A CRM's text may be too long or no address at all; that must not cost the action. */
function commonParams({ subject: { company, deal, contact } }: TriggerToDraft) {
  const name = (text: string | undefined) => cutToUnits(oneLine(text ?? ''), MAX_NAME) || undefined;
  return {
    companyName: name(company?.name),
    companyId: company?.id,
    dealId: deal?.id,
    dealName: name(deal?.name),
    contactId: contact?.id,
    contactName: name(contact?.name),
    contactEmail: emailAddress.safeParse(contact?.email).data,
  };
}

type Words = WordsOfDraft & { dueAt?: string; touchType?: string; occurredAt?: string; inReplyTo?: string };

function paramsOf(trigger: TriggerToDraft, texts: ReviewerTexts): Words {
  const { triggerType, rep, now, occurredAt, own } = trigger;
  const words = (block: Block<ReviewerTexts>) => wordsByOwn(own, texts, () => filled(block, texts));
  switch (trigger.actionType) {
    // Sent at once or left to the rep: it is the same email.
    case 'send_email':
    case 'draft_email':
      return draftEmail(trigger);
    case 'create_followup_task':
      return { ...cut(words(TASK[triggerType])), dueAt: nextWorkingMorning(now, rep.timeZone).toISOString() };
    case 'log_touch':
      return {
        ...cut(words(TOUCH[triggerType])),
        touchType: SITUATIONS[triggerType].touchType,
        occurredAt: occurredAt.toISOString(),
      };
    case 'notify_rep':
      return cut(words(SLACK[triggerType]), MAX_SLACK_TEXT);
  }
}

function filled<Facts>({ subject, body }: Block<Facts>, facts: Facts): TemplateTexts {
  return { subject: subject(facts), body: body(facts) };
}

function cut(words: WordsOfDraft, maxBody = Number.POSITIVE_INFINITY): WordsOfDraft {
  return { ...words, subject: cutToUnits(words.subject, MAX_LINE), body: cutToUnits(words.body, maxBody) };
}

function nextStep(actionType: ActionType, contact: string): string {
  switch (actionType) {
    case 'send_email':
      return `email ${contact}`;
    case 'draft_email':
      return `draft an email to ${contact}`;
    case 'create_followup_task':
      return 'create a follow-up task';
    case 'log_touch':
      return 'log it on the timeline';
    case 'notify_rep':
      return 'review and follow up';
  }
}

function withoutUndefined(params: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
