/**
 * Four doors decide on the same action within the same fifty milliseconds: its rep by the API, her manager as from a command
 * line, somebody with a Temporal client, and the clock. One decision is taken, the others are told of it, and what is executed is
 * what was approved.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Random } from '../../../local/demo/random.ts';
import { inParallel } from '../inParallel.ts';
import { type Answered, createCaller } from '../load/caller.ts';
import { createOne } from '../load/mixed.ts';
import { noPromises, type Promised, type Promises } from '../load/promises.ts';
import { readFacts } from '../oracle/facts.ts';
import { verdictOf } from '../oracle/verdict.ts';
import type { Scenario, Wrongs } from '../scenario.ts';
import { type Stage, startStage } from '../stage/stage.ts';

const AT_ONCE = 8;
const WITHIN_MS = 50;
/** The clock decides so long after the action was held, rescheduled and let go. */
const DUE_IN_MS = 1_500;
const DECIDING = ['approve', 'cancel', 'auto_execute'];

type Caller = ReturnType<typeof createCaller>;

export const fourDoors: Scenario = {
  name: 'four-doors',
  async run({ size, random }) {
    const actions = size('actions', 1_000, 60);
    const stage = await startStage();
    try {
      const caller = createCaller(stage.urls);
      const promises = noPromises();
      let met = 0;
      const approved = new Map<string, string>();
      await inParallel(Array.from({ length: actions }), AT_ONCE, async () => {
        const refused = await race(stage, caller, random, promises, approved);
        if (refused > 0) met += 1;
      });
      // Which of the doors decided is not known beforehand: how the action ends is the trail's to tell.
      const ofRaces = new Set(promises.made.keys());
      promises.made.clear();
      const verdict = await verdictOf(stage, promises);
      judgeRaces(await readFacts(stage.db, new Map()), ofRaces, approved, verdict);
      const what = `${actions} actions, four doors each`;
      return { ...verdict, what, faults: actions, hits: met, repeated: caller.repeated() };
    } finally {
      await stage.stop();
    }
  },
};

/** Answers how many doors were told that somebody else had decided. */
async function race(
  stage: Stage,
  caller: Caller,
  random: Random,
  promises: Promises,
  approved: Map<string, string>,
): Promise<number> {
  const { people, outside, client } = stage;
  const promised = await createOne({ caller, promises, people, outside }, 'log_touch', people.patient);
  if (promised === undefined) return 0;
  const { actionId } = promised;
  const atMs = Date.now() + DUE_IN_MS;
  const decide = (token: string, action: string, more: object) =>
    caller.post(token, '/autonomous-actions', { actionId, action, ...more });
  const moved = await decide(people.patient, 'reschedule', { autoExecuteAt: new Date(atMs).toISOString() });
  if (moved.status !== 200)
    promises.broken.push(`rescheduling was answered ${moved.status}: ${JSON.stringify(moved.body)}`);
  const { workflow_id } = await stage.db
    .selectFrom('pending_autonomous_actions')
    .select('workflow_id')
    .where('id', '=', actionId)
    .executeTakeFirstOrThrow();
  const subject = `${actionId} as its rep approved it`;
  const then = async () => sleep(Math.max(0, atMs - Date.now() + random.whole(-WITHIN_MS / 2, WITHIN_MS / 2)));
  const [byRep, byManager] = await Promise.all([
    then().then(() => decide(people.patient, 'approve', { params: { subject } })),
    then().then(() => decide(people.manager, 'cancel', { reason: 'Not now' })),
    then()
      .then(() => client.workflow.getHandle(workflow_id).signal('cancel', { by: 'somebody' }))
      .catch(isOver),
  ]);
  if (byRep.status === 200) approved.set(actionId, subject);
  const refused = [byRep, byManager].filter(({ status }) => status !== 200);
  for (const answer of refused) judgeRefusal(answer, promised, promises);
  return refused.length;
}

/** Its workflow had closed before the signal came. */
function isOver(error: Error): void {
  if (error.name !== 'WorkflowNotFoundError') throw error;
}

const told = z.object({
  code: z.enum(['already-decided', 'already-executing']),
  decision: z.looseObject({ command: z.string() }),
});

/** Whoever comes too late is told what was decided. */
function judgeRefusal({ status, body }: Answered, { actionId }: Promised, { broken }: Promises): void {
  if (status !== 409 || !told.safeParse(body).success) broken.push(`${actionId}: ${status} ${JSON.stringify(body)}`);
}

type Facts = Awaited<ReturnType<typeof readFacts>>;

function judgeRaces({ rows, audit }: Facts, races: Set<string>, approved: Map<string, string>, wrongs: Wrongs): void {
  for (const row of rows.filter(({ id }) => races.has(id))) {
    const taken = (audit.get(row.id) ?? []).filter(({ command, accepted }) => accepted && DECIDING.includes(command));
    if (taken.length !== 1) wrongs.twice.push(`${row.id} was decided ${taken.length} times`);
    const subject = approved.get(row.id);
    if (subject !== undefined && (row.status !== 'executed' || row.action_params.subject !== subject))
      wrongs.broken.push(
        `${row.id} was approved as "${subject}", and is ${row.status} as "${String(row.action_params.subject)}"`,
      );
    if (subject === undefined && String(row.action_params.subject).includes('approved it'))
      wrongs.broken.push(`${row.id} holds what its rep's refused approval brought`);
  }
}
