/**
 * The 90 days before the demo's morning: what a team of three was told, and what they decided, as months with one product make it.
 * Made by what drafts and stores actions in earnest; only the moments are invented.
 */
import { TRIGGER_ACTION_MAP, TRIGGER_TYPES, type TriggerType } from '../../src/domain/triggers.ts';
import { draft } from '../../src/drafting/draft.ts';
import { openDb } from '../../src/store/database/db.ts';
import { hasActionsBefore, insertPast } from '../../src/store/past/insertPast.ts';
import type { PastAction } from '../../src/store/past/pastAction.ts';
import { type Owner, selectOwners } from '../../src/store/people/people.ts';
import { type Account, DAY_MS } from './account.ts';
import { becameOf, TASTE } from './became.ts';
import { createRandom, type Random } from './random.ts';
import { factsOf, subjectOf } from './situations.ts';
import type { DemoStack } from './stack.ts';

export const PAST_DAYS = 90;
const SEED = 90;
const WORKSPACE_ID = 'acme-sales';
/** Actions on a working day, at the least and at the most. */
const BUSY: Readonly<Record<string, [number, number]>> = { ana: [4, 8], ben: [3, 6], mia: [1, 3] };
const HOUR_MS = 60 * 60 * 1_000;
/** Since when the wordings of today are used: before, emails were changed more often. */
const NEW_WORDINGS_DAYS_AGO = 40;

/** The same for the same present; without those of today, which the morning brings. */
export function makePast(account: Account, owners: readonly Owner[], nowMs: number): PastAction[] {
  const random = createRandom(SEED);
  const past: PastAction[] = [];
  for (let daysAgo = PAST_DAYS - 1; daysAgo >= 1; daysAgo -= 1) {
    const day = new Date(nowMs - daysAgo * DAY_MS);
    if (day.getUTCDay() === 0 || day.getUTCDay() === 6) continue;
    for (const owner of owners) {
      const [from, to] = BUSY[owner.id] ?? [0, 0];
      for (let count = random.whole(from, to); count > 0; count -= 1) {
        const made = pastAction(random, account, owner, morningOf(random, day), nowMs);
        // What would be decided only later is of today.
        if (made !== undefined && made.endedAt.getTime() < nowMs) past.push(made);
      }
    }
  }
  return past.sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
}

/** Between nine and five in New York, or an hour off. */
function morningOf(random: Random, day: Date): Date {
  return new Date(day.setUTCHours(13, 0, 0, 0) + random.whole(0, 8 * HOUR_MS));
}

function pastAction(random: Random, account: Account, owner: Owner, at: Date, nowMs: number): PastAction | undefined {
  const deals = account.deals.filter(({ ownerEmail }) => ownerEmail === `${owner.id}@signoff.test`);
  const deal = deals[random.whole(0, deals.length - 1)];
  const subject = deal && subjectOf(random, account, deal);
  if (subject === undefined) return undefined;
  const triggerType = weighed(random);
  const actionType = TRIGGER_ACTION_MAP[triggerType];
  const drafted = draft({
    triggerType,
    actionType,
    subject,
    facts: factsOf(random, triggerType, subject, at),
    given: {},
    now: at,
    occurredAt: at,
    rep: owner,
    currency: owner.currency,
  });
  const isOld = nowMs - at.getTime() > NEW_WORDINGS_DAYS_AGO * DAY_MS;
  return {
    workspaceId: WORKSPACE_ID,
    userId: owner.id,
    triggerType,
    actionType,
    ...drafted,
    draftVersion: isOld ? `${triggerType}/1` : drafted.draftVersion,
    subject,
    subjectCrm: 'webhook',
    companyId: subject.company?.id,
    dealId: subject.deal?.id,
    contactId: subject.contact?.id,
    eventId: `${triggerType}-${at.getTime()}`,
    occurredAt: at,
    payload: { type: triggerType, deal: subject.deal?.id ?? null },
    createdAt: at,
    ...becameOf(random, { triggerType, params: drafted.params, at, isOld }),
  };
}

function weighed(random: Random): TriggerType {
  const all = TRIGGER_TYPES.reduce((sum, type) => sum + TASTE[type].weight, 0);
  let place = random.next() * all;
  for (const type of TRIGGER_TYPES) {
    place -= TASTE[type].weight;
    if (place < 0) return type;
  }
  return TRIGGER_TYPES[0];
}

/** Puts it into the stack's database, where nothing that old is there. Answers how many actions that were. */
export async function tellPast({ databaseUrl }: DemoStack, account: Account, nowMs: number): Promise<number> {
  const db = openDb({ databaseUrl, maxConnections: 1, applicationName: 'signoff-demo', onError: () => {} });
  try {
    return await db.transaction().execute(async (tx) => {
      const owners = await selectOwners(tx).where('u.id', 'in', Object.keys(BUSY)).orderBy('u.id').execute();
      if (await hasActionsBefore(tx, WORKSPACE_ID, new Date(nowMs - 2 * DAY_MS))) return 0;
      const past = makePast(account, owners, nowMs);
      for (const action of past) await insertPast(tx, action);
      return past.length;
    });
  } finally {
    await db.destroy();
  }
}
