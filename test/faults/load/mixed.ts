/** Actions of every type, each with a life of its own: made, edited, approved, undone, cancelled, left to the clock. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../local/demo/random.ts';
import type { ActionType } from '../../../src/domain/actionTypes.ts';
import { inParallel } from '../inParallel.ts';
import type { Outside } from '../stage/outside.ts';
import type { People } from '../stage/people.ts';
import type { Answered, Caller } from './caller.ts';
import type { Promised, Promises } from './promises.ts';

export interface MixedLoad {
  caller: Caller;
  people: People;
  outside: Outside;
  random: Random;
  promises: Promises;
  actions: number;
  /** Over which time they are made, evenly. */
  overMs: number;
  /** Stops making more. */
  signal?: AbortSignal;
}

const LIVES = ['approve', 'approve', 'approve', 'edit', 'editAndApprove', 'window', 'undo', 'cancel', 'late'] as const;
type Life = (typeof LIVES)[number] | 'automatic' | 'wait';
const TYPES = ['send_email', 'draft_email', 'create_followup_task', 'log_touch', 'notify_rep'] as const;
const REPS = ['rep', 'mailed'] as const;
const CALLERS = 24;

const FIRST_DEAL = 100_000;

let made = 0;

/** Resolves when every request is answered; execution may still be under way. */
export async function mixedLoad(load: MixedLoad): Promise<void> {
  const { actions, overMs, random, signal } = load;
  const began = performance.now();
  const plans = Array.from({ length: actions }, () => plan(random));
  await inParallel(plans, CALLERS, async (each, i) => {
    const wait = began + (i * overMs) / actions - performance.now();
    if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
    if (signal?.aborted !== true) await live(load, each);
  });
}

interface Plan {
  type: ActionType;
  life: Life;
  /** Whose it is, where it does not execute by itself. */
  whose: (typeof REPS)[number];
}

function plan(random: Random): Plan {
  const dice = random.whole(1, 20);
  const whose = random.pick(REPS);
  if (dice === 1) return { type: random.pick(TYPES), life: 'wait', whose };
  if (dice <= 3) return { type: 'log_touch', life: 'automatic', whose };
  return { type: random.pick(TYPES), life: random.pick(LIVES), whose };
}

/** A situation of its own. HubSpot's deals have numbers for ids, and must be there. */
function triggerOf(type: ActionType, n: number): object {
  const id = String(FIRST_DEAL + n);
  const situation =
    type === 'log_touch' ? { triggerType: 'meeting_completed', eventId: id } : { triggerType: 'deal_value_decrease' };
  return {
    ...situation,
    actionType: type,
    ...(type === 'create_followup_task' ? { crm: 'hubspot' } : {}),
    deal: { id, name: 'Renewal', amountMinor: 7_500_000, currency: 'USD' },
    contact: { name: 'Sarah Lee', email: 'sarah@acme.test' },
  };
}

type Making = Pick<MixedLoad, 'caller' | 'people' | 'outside' | 'promises'>;

/** Makes an action on a situation of its own; undefined, and a promise broken, where it was not made. */
export async function createOne(
  { caller, people, outside, promises }: Making,
  type: ActionType,
  token = people.rep,
): Promise<Promised | undefined> {
  made += 1;
  const n = made;
  if (type === 'create_followup_task') await outside.putDeal(String(FIRST_DEAL + n));
  const created = await caller.post(token, '/triggers', triggerOf(type, n));
  if (created.status !== 201) {
    promises.broken.push(`the creation of action ${n} was answered ${inShort(created)}`);
    return undefined;
  }
  const promised: Promised = { actionId: String(created.body.actionId), end: 'pending', version: 1 };
  promises.made.set(promised.actionId, promised);
  return promised;
}

function inShort({ status, body }: Answered): string {
  return `${status}: ${JSON.stringify(body).slice(0, 300)}`;
}

async function live(load: MixedLoad, { type, life, whose }: Plan): Promise<void> {
  const token = load.people[life === 'automatic' ? life : whose];
  const promised = await createOne(load, type, token);
  if (promised === undefined) return;
  if (life === 'automatic') promised.end = 'executed';
  else await decideOn(load, promised, life, token);
}

async function decideOn(
  { caller, promises }: MixedLoad,
  promised: Promised,
  life: Exclude<Life, 'automatic'>,
  token: string,
): Promise<void> {
  const { actionId } = promised;
  const wrong = (what: string, answer: Answered) =>
    void promises.broken.push(`${what} of ${actionId} was answered ${inShort(answer)}`);

  /** What the answer says holds from now on. */
  async function decide(action: string, more: object, holds: Partial<Promised>): Promise<void> {
    const answer = await caller.post(token, '/autonomous-actions', { actionId, action, ...more });
    if (answer.status !== 200) return wrong(action, answer);
    Object.assign(promised, holds, { version: Number(answer.body.version) });
  }
  async function refused(action: string, code: string): Promise<void> {
    const answer = await caller.post(token, '/autonomous-actions', { actionId, action });
    if (answer.body.code !== code) wrong(`a late ${action}`, answer);
  }
  const subject = `${actionId} edited`;
  switch (life) {
    case 'approve':
      return decide('approve', { version: 1 }, { end: 'executed' });
    case 'edit':
      await decide('edit', { version: 1, params: { subject } }, { subject });
      return decide('approve', { version: 2 }, { end: 'executed' });
    case 'editAndApprove':
      return decide('approve', { version: 1, params: { subject } }, { end: 'executed', subject });
    case 'window':
      return decide('approve', { undoSeconds: 2 }, { end: 'executed' });
    case 'undo':
      await decide('approve', { undoSeconds: 600 }, {});
      return decide('undo', {}, {});
    case 'cancel':
      return decide('cancel', { reason: 'Not now' }, { end: 'cancelled' });
    case 'late':
      await decide('approve', { version: 1 }, { end: 'executed' });
      return refused('cancel', 'already-decided');
    case 'wait':
      return;
  }
}
