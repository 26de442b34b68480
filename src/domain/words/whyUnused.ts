/** What a trigger came to, as a person would put it: at every door. */
import { crmTitle } from '../crmNames.ts';
import type { TriggerOutcome } from '../triggers.ts';
import type { Measure, Obstacle, Shortfall, Why } from '../whyUnused.ts';
import { counted } from './counted.ts';

export interface OutcomeToTell {
  outcome: TriggerOutcome;
  why: Why | null;
  crm: string;
  /** What the one is called whose it is; null: nobody's. */
  userName: string | null;
  /** Amounts in minor units as people read them. */
  money: (amountMinor: number, currency: string | undefined) => string;
}

/** "No action: 5 % are needed, this was 3 % (2 % short)." */
export function outcomeInWords({ outcome, why, crm, userName, money }: OutcomeToTell): string {
  const { short = [], obstacle, found, offBy, limit, properties = [], owner } = why ?? {};
  switch (outcome) {
    case 'created':
      return 'It made an action.';
    case 'duplicate':
      return 'It is a duplicate: it joined the action that waited already.';
    case 'below_threshold':
      return noAction(
        short.length === 0 ? 'it was below the threshold' : short.map((each) => shortInWords(each, money)).join('; '),
      );
    case 'no_owner':
      return noAction(noOwnerInWords(owner, crm));
    case 'switched_off':
      return noAction(
        `${offBy === 'user' ? (userName ?? 'its owner') : 'the workspace'} has switched this trigger off`,
      );
    case 'bulk':
      return noAction('it came with an import or a merge, which tells nothing new');
    case 'stale':
      return noAction(
        `it came too late, as something newer was known already${properties.length === 0 ? '' : ` (${properties.join(', ')})`}`,
      );
    case 'deleted':
      return noAction(`the deal is deleted in ${crmTitle(crm)}`);
    case 'too_many_open':
      return noAction(
        `${limit === undefined ? 'too many actions' : counted(limit, 'action')} waited already, and no more are added`,
      );
    case 'not_applicable':
      return noAction(obstacle === undefined ? 'the rule does not hold for it' : OBSTACLE_WORDS[obstacle](found));
  }
}

function noAction(why: string): string {
  return `No action: ${why}.`;
}

function noOwnerInWords(owner: Why['owner'], crm: string): string {
  const name = owner?.email ?? owner?.id;
  if (name == null) return `${crmTitle(crm)} names no owner, or the owner has left`;
  return `its owner in ${crmTitle(crm)}, ${name}, is nobody here`;
}

const OBSTACLE_WORDS: Readonly<Record<Obstacle, (found: string | undefined) => string>> = {
  deal_closed: (stage) => `the deal is closed${stage === undefined ? '' : ` (${stage})`}`,
  other_currency: (currency) =>
    `the amount is in another currency than before${currency === undefined ? '' : ` (${currency})`}`,
  other_pipeline: () => 'the deal moved to another pipeline, whose stages cannot be compared',
  unknown_stage: (stage) => `the settings do not name the stage${stage === undefined ? '' : ` ${stage}`}`,
  not_new: (days) => `the contact is not new${days === undefined ? '' : `, but ${counted(Number(days), 'day')} old`}`,
  told_before: () => 'it was told before, and is told once for each contact',
};

function shortInWords(
  { measure, is, needed, currency, windowHours }: Shortfall,
  money: OutcomeToTell['money'],
): string {
  const say = (n: number) => (measure === 'amountMinor' ? money(n, currency) : UNITS[measure](n));
  const within = windowHours === undefined ? '' : ` within ${counted(windowHours, 'hour')}`;
  return `it takes ${say(needed)}${within}, this was ${say(is)} (${say(tidy(needed - is))} short)`;
}

/** 0.1 + 0.2 is no 0.3 to a computer. */
function tidy(n: number): number {
  return Math.round(n * 1_000) / 1_000;
}

const UNITS: Readonly<Record<Exclude<Measure, 'amountMinor'>, (n: number) => string>> = {
  percent: (n) => `${n.toLocaleString('en')} %`,
  days: (n) => counted(n, 'day'),
  score: (n) => counted(n, 'point'),
  opens: (n) => counted(n, 'open'),
  contacts: (n) => counted(n, 'contact'),
};
