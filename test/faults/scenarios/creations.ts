/**
 * The same trigger again and again, at two APIs at once: while its action is pending there is one action, and everybody is
 * told of it; after each end, and while the earlier one is still executing, there is one new one.
 */
import type { Random } from '../../../local/demo/random.ts';
import { inParallel } from '../inParallel.ts';
import { type Answered, type Caller, createCaller } from '../load/caller.ts';
import { noPromises, type Promises } from '../load/promises.ts';
import { settle } from '../oracle/settle.ts';
import { verdictOf } from '../oracle/verdict.ts';
import type { Scenario } from '../scenario.ts';
import { type Stage, startStage } from '../stage/stage.ts';

/** How many creations are under way at once, over both APIs. */
const AT_ONCE = 64;
const FIRST_DEAL = 700_000;
const EXPIRES_IN_MS = 5_000;
const SETTLED_WITHIN_MS = 120_000;
/** By which ways the keys' actions end, in turn. */
const ENDS = ['cancel', 'execute', 'fail', 'expire'] as const;

interface Play {
  stage: Stage;
  caller: Caller;
  random: Random;
  promises: Promises;
  keys: number;
  each: number;
  say: (line: string) => void;
}

export const creations: Scenario = {
  name: 'creations',
  async run({ size, random, say }) {
    const [keys, each] = [size('keys', 200, 20), size('each', 50, 20)];
    const stage = await startStage();
    try {
      const caller = createCaller(stage.urls);
      const play: Play = { stage, caller, random, promises: noPromises(), keys, each, say };
      await createAll(play, 'at first');
      await endAll(play);
      await createAll(play, 'after each end');
      const held = await whileExecuting(play);
      const verdict = await verdictOf(stage, play.promises);
      const what = `${keys} keys, ${each} identical creations each, three times`;
      return { ...verdict, what, faults: 3 * keys * (each - 1), hits: held, repeated: caller.repeated() };
    } finally {
      await stage.stop();
    }
  },
};

/** A situation of its own for each key; HubSpot knows no such deal, and refuses a task on it. */
function trigger(key: number): object {
  const fails = ENDS[key % ENDS.length] === 'fail';
  return {
    triggerType: 'deal_value_decrease',
    deal: { id: String(FIRST_DEAL + key) },
    ...(fails ? { actionType: 'create_followup_task', crm: 'hubspot' } : { actionType: 'send_email' }),
    contact: { name: 'Sarah Lee', email: 'sarah@acme.test' },
  };
}

/** All creations of all keys, shuffled; answers the action that each key has got. */
async function createAll({ caller, stage, random, promises, keys, each, say }: Play, when: string): Promise<string[]> {
  const all = random.shuffled(Array.from({ length: keys * each }, (_, i) => i % keys));
  const answers = Array.from({ length: keys }, (): Answered[] => []);
  await inParallel(all, AT_ONCE, async (key) => {
    answers[key]?.push(await caller.post(stage.people.rep, '/triggers', trigger(key)));
  });
  say(`${all.length} creations ${when} are answered`);
  return answers.map((ofKey, key) => {
    const made = ofKey.filter(({ status }) => status === 201);
    const joined = ofKey.filter(({ status, body }) => status === 200 && body.deduplicated === true);
    const ids = new Set(ofKey.map(({ body }) => body.actionId));
    const actionId = String(made[0]?.body.actionId);
    if (made.length !== 1 || joined.length !== each - 1 || ids.size !== 1) {
      const told = `${made.length} made, ${joined.length} joined, ${ids.size} actions`;
      promises.broken.push(`key ${key} ${when}: of ${each} identical creations ${told}`);
    }
    promises.made.set(actionId, { actionId, end: 'pending', version: 1 });
    return actionId;
  });
}

/** Ends the actions that stand, each way in turn, and waits until they have ended. */
async function endAll({ caller, stage, promises, say }: Play): Promise<void> {
  const standing = [...promises.made.values()];
  await inParallel(standing, AT_ONCE, async (promised, key) => {
    const end = ENDS[key % ENDS.length];
    const { actionId } = promised;
    const decision =
      end === 'cancel'
        ? { action: 'cancel' }
        : end === 'expire'
          ? { action: 'reschedule', expiresAt: new Date(Date.now() + EXPIRES_IN_MS).toISOString() }
          : { action: 'approve' };
    const { status, body } = await caller.post(stage.people.rep, '/autonomous-actions', { actionId, ...decision });
    if (status !== 200) promises.broken.push(`${decision.action} was answered ${status}: ${JSON.stringify(body)}`);
    promised.end = end === 'cancel' ? 'cancelled' : end === 'expire' ? 'expired' : 'executed';
  });
  if (!(await settle(stage.db, SETTLED_WITHIN_MS))) promises.broken.push('not all keys came to their end');
  say('every key has come to its end');
}

/** With the outside world silent, what is approved goes on executing; answers how many keys had such an action all the while. */
async function whileExecuting(play: Play): Promise<number> {
  const { caller, stage, promises } = play;
  stage.outside.traffic.hold();
  const standing = [...promises.made.values()].filter(({ end }) => end === 'pending');
  await inParallel(standing, AT_ONCE, async (promised) => {
    const { actionId } = promised;
    const { status } = await caller.post(stage.people.rep, '/autonomous-actions', { actionId, action: 'approve' });
    if (status === 200) promised.end = 'executed';
  });
  await createAll(play, 'while executing');
  const { n } = await stage.db
    .selectFrom('pending_autonomous_actions')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .where('status', '=', 'approved')
    .executeTakeFirstOrThrow();
  stage.outside.traffic.release();
  return Number(n);
}
