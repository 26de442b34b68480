import { type ActionType, URGENCIES, type Urgency } from '../domain/actionTypes.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Subject } from '../domain/subject.ts';
import type { TriggerType } from '../domain/triggers.ts';
import { formatAmount } from './formatAmount.ts';
import { SITUATIONS, type SituationText } from './situations.ts';
import { cut, render } from './template.ts';
import { nextWorkingMorning } from './workingDay.ts';

/** A trigger and what is needed to propose an action for it. */
export interface TriggerToDraft {
  triggerType: TriggerType;
  actionType: ActionType;
  subject: Subject;
  /** Parameters the trigger came with: each wins over the drafted one. */
  given: JsonObject;
  contextSummary?: string | undefined;
  occurredAt: Date;
  now: Date;
  rep: { displayName: string; timeZone: string };
  /** ISO 4217, for amounts that name none. */
  currency: string;
}

export interface Draft {
  /** Still to be validated, as the given ones may be anything. */
  params: JsonObject;
  contextSummary: string;
  urgency: Urgency;
  alert: { title: string; summary: string; severity: 'info' | 'warning' | 'critical' };
}

const MAX_SUMMARY = 500;
const MAX_LINE = 300;
/** What a text block of Slack holds. */
const MAX_SLACK_TEXT = 3_000;

/** Proposes parameters and summary for an action. The same trigger at the same moment gives the same draft. */
export function draft(trigger: TriggerToDraft): Draft {
  const situation = SITUATIONS[trigger.triggerType];
  const facts = internalFacts(trigger);
  const happened = capitalised(render(situation.happened, facts));
  const about = facts.company === undefined ? happened : `${facts.company}: ${happened}`;
  const news = facts.reason === undefined ? about : `${about} (${facts.reason})`;
  const urgency = URGENCIES.find((level) => level === trigger.given.urgency) ?? situation.urgency;
  const drafted = {
    ...commonParams(trigger, situation),
    ...paramsOf(trigger, situation, { happened, news }),
  };
  return {
    params: { ...withoutUndefined(drafted), urgency, ...trigger.given },
    contextSummary: summaryOf(trigger) ?? cut(`${news} — ${nextStep(trigger.actionType, facts.contact)}`, MAX_SUMMARY),
    urgency,
    alert: {
      title: cut(render(situation.title, facts), MAX_LINE),
      summary: cut(news, MAX_SUMMARY),
      severity: situation.severity,
    },
  };
}

function summaryOf({ contextSummary, given }: TriggerToDraft): string | undefined {
  if (contextSummary !== undefined) return contextSummary;
  const { contextSummary: amongParams } = given;
  return typeof amongParams === 'string' && amongParams !== '' ? amongParams : undefined;
}

/** What only reviewers may read. */
function internalFacts({ subject, given, currency }: TriggerToDraft) {
  const { company, deal, contact } = subject;
  const amount =
    deal?.amountMinor === undefined ? undefined : formatAmount(deal.amountMinor, deal.currency ?? currency);
  return {
    company: company?.name,
    deal: deal?.name ?? 'the deal',
    contact: contact?.name ?? contact?.email ?? 'the contact',
    amount,
    stage: deal?.stage,
    reason: typeof given.reason === 'string' && given.reason !== '' ? given.reason : undefined,
  };
}

/** All that a contact may read: names. Templates for contacts see nothing else. */
function contactFacts({ subject, rep }: TriggerToDraft) {
  const firstName = subject.contact?.name?.trim().split(/\s+/)[0];
  return { company: subject.company?.name, firstName, rep: rep.displayName };
}

function commonParams({ subject: { company, deal, contact } }: TriggerToDraft, { tone }: SituationText) {
  return {
    companyName: company?.name,
    companyId: company?.id,
    dealId: deal?.id,
    dealName: deal?.name,
    contactId: contact?.id,
    contactName: contact?.name,
    contactEmail: contact?.email,
    suggestedTone: tone,
  };
}

function paramsOf(
  trigger: TriggerToDraft,
  situation: SituationText,
  { happened, news }: { happened: string; news: string },
) {
  const { rep, now, occurredAt } = trigger;
  switch (trigger.actionType) {
    case 'send_email':
    case 'draft_email':
      return emailParams(trigger, situation);
    case 'create_followup_task':
      return {
        subject: cut(`Follow up: ${happened}`, MAX_LINE),
        body: news,
        dueAt: nextWorkingMorning(now, rep.timeZone).toISOString(),
      };
    case 'log_touch':
      return {
        subject: cut(happened, MAX_LINE),
        body: news,
        touchType: situation.touchType,
        occurredAt: occurredAt.toISOString(),
      };
    case 'notify_rep':
      return { subject: cut(happened, MAX_LINE), body: cut(news, MAX_SLACK_TEXT) };
  }
}

function emailParams(trigger: TriggerToDraft, { email }: SituationText) {
  const facts = contactFacts(trigger);
  const greeting = facts.firstName === undefined ? 'Hello,' : `Hi ${facts.firstName},`;
  // The rep's name and signature are appended when it is sent.
  return { subject: cut(render(email.subject, facts), MAX_LINE), body: `${greeting}\n\n${render(email.body, facts)}` };
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
      return 'tell the rep';
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function withoutUndefined(params: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
