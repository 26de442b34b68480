/**
 * What a person is shown of an action, whichever door shows it: made here alone, from what its row says. Slack's messages and mails
 * render it. Pure.
 */
import type { ActionState } from '../domain/decide.ts';
import type { JsonObject } from '../domain/json.ts';
import { stageLabel } from '../domain/stageLabel.ts';
import { tidyLine } from '../domain/text.ts';
import { choiceNames, fieldNames } from '../domain/words/fields.ts';
import { actionTypes, prepositions, triggers } from '../domain/words/names.ts';
import { verbs } from '../domain/words/verbs.ts';
import { formatAmount } from '../drafting/formatAmount.ts';
import type { CardAction } from './cardAction.ts';
import { momentsFor, type Reader } from './moments.ts';
import { standsInWords } from './stands.ts';

/** Whoever is shown it. */
export interface CardReader extends Reader {
  userId: string;
  /** Whether the decision is his to take, or to take for somebody. */
  mayDecide: boolean;
}

export interface Fact {
  label: string;
  value: string;
}

export type CardButton = 'approve' | 'edit' | 'cancel' | 'undo';

export interface Card {
  actionId: string;
  version: number;
  /** What happened, and where: "Deal value fell · Acme Corp". */
  heading: string;
  isUrgent: boolean;
  /** The one sentence that lets a person decide. */
  summary: string;
  /** Whose it is, where it is somebody else's; deal, amount, stage, contact. */
  facts: Fact[];
  /** What will be done: "Send email to Sarah Chen (sarah@acme.com)". */
  effect: string;
  /** What would be sent or written. */
  draft: { subject: string; body: string; more: Fact[] };
  /** Where it stands, and when it acts, in sentences. */
  stands: string[];
  /** What can be decided now. */
  buttons: CardButton[];
  /** What the button says that approves. */
  approve: string;
}

const MAX_LINE = 300;

/** An action as somebody is shown it. */
export function cardOf(action: CardAction, reader: CardReader): Card {
  const { subject, params, actionType, triggerType, state } = action;
  const company = line(subject.company?.name ?? params.companyName);
  return {
    actionId: action.id,
    version: state.version,
    heading: [triggers[triggerType], company].filter((part) => part !== '').join(' · '),
    isUrgent: action.urgency === 'high',
    summary: action.contextSummary,
    facts: factsOf(action, reader),
    effect: effectOf(action),
    draft: { subject: line(params.subject), body: textOf(params.body), more: moreOf(params, reader) },
    stands: standsInWords(action, momentsFor(reader)),
    buttons: reader.mayDecide ? buttonsOf(state) : [],
    approve: verbs[actionType].button,
  };
}

function factsOf({ userId, ownerName, subject, params }: CardAction, reader: CardReader): Fact[] {
  const { deal, contact } = subject;
  const { amountMinor, currency } = deal ?? {};
  return given({
    Rep: userId === reader.userId ? '' : ownerName,
    Deal: line(deal?.name ?? params.dealName),
    Amount: amountMinor === undefined || currency === undefined ? '' : formatAmount(amountMinor, currency),
    Stage: deal?.stage === undefined ? '' : line(stageLabel(deal.stage)),
    Contact: line(contact?.name ?? params.contactName),
  });
}

/** Addresses as they will be used: those of the parameters, not the contact's as they were when it was noticed. */
function effectOf({ actionType, params, subject }: CardAction): string {
  const email = line(params.contactEmail);
  const name = line(params.contactName ?? subject.contact?.name);
  const whom = email === '' ? name : name === '' ? email : `${name} (${email})`;
  return whom === '' ? actionTypes[actionType] : `${actionTypes[actionType]} ${prepositions[actionType]} ${whom}`;
}

function moreOf(params: JsonObject, reader: Reader): Fact[] {
  const { at } = momentsFor(reader);
  const moment = (value: unknown) =>
    typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? at(value) : line(value);
  return given({
    [nameOf('dueAt')]: moment(params.dueAt),
    [nameOf('touchType')]: choiceNames[line(params.touchType)] ?? '',
    [nameOf('occurredAt')]: moment(params.occurredAt),
  });
}

function nameOf(field: string): string {
  return fieldNames[field] ?? field;
}

function given(facts: Readonly<Record<string, string>>): Fact[] {
  return Object.entries(facts).flatMap(([label, value]) => (value === '' ? [] : [{ label, value }]));
}

function buttonsOf({ standing }: ActionState): CardButton[] {
  switch (standing.kind) {
    case 'open':
      return ['approve', 'edit', 'cancel'];
    case 'scheduled':
      return ['undo', 'cancel'];
    case 'executing':
    case 'closed':
      return [];
  }
}

/** What came from outside may be anything. */
function line(value: unknown): string {
  return typeof value === 'string' ? tidyLine(value, MAX_LINE) : '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.replace(/\r\n?/g, '\n').trim() : '';
}
