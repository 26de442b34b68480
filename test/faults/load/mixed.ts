/** Actions of every type, each with a life of its own: made, edited, approved, undone, cancelled, left to the clock. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../src/dev/demo/random.ts';
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
}

function plan(random: Random): Plan {
  const dice = random.whole(1, 20);
  if (dice === 1) return { type: random.pick(TYPES), life: 'wait' };
  if (dice <= 3) return { type: 'log_touch', life: 'automatic' };
  return { type: random.pick(TYPES), life: random.pick(LIVES) };
}

/** A situation of its own. HubSpot's deals have numbers for ids, and must be there. */
function triggerOf(type: ActionType, n: number): object {
  const id = String(FIRST_DEAL + n);
  const situation =
    type === 'log_touch' ? { triggerType: 'meeting_completed', eventId: id } : { triggerType: 'deal_value_decrease' };
  return {
    ...situation,
    ...{ actionType: type, ...(type === 'create_followup_task' ? { crm: 'hubspot' } : {}) },
    deal: { id, name: 'Renewal', amountMinor: 7_500_000, currency: 'USD' },
    contact: { name: 'Sarah Lee', email: 'sarah@acme.test' },
  };
}

async function live({ caller, people, outside, promises }: MixedLoad, { type, life }: Plan): Promise<void> {
  made += 1;
  const n = made;
  const id = `action ${n}`;
  const token = life === 'automatic' ? people.automatic : people.rep;
  const wrong = (what: string, { status, body }: Answered) =>
    void promises.broken.push(`${what} of ${id} was answered ${status}: ${JSON.stringify(body).slice(0, 300)}`);
  if (type === 'create_followup_task') await outside.putDeal(String(FIRST_DEAL + n));
  const created = await caller.post(token, '/triggers', triggerOf(type, n));
  if (created.status !== 201) return wrong('creation', created);
  const actionId = String(created.body.actionId);
  const promised: Promised = { actionId, end: life === 'automatic' ? 'executed' : 'pending', version: 1 };
  promises.made.set(actionId, promised);

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
  const subject = `${id} edited`;
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
    case 'automatic':
    case 'wait':
      return;
  }
}
