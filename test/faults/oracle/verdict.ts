/** From the last fault to the verdict: doors, patience, facts, judgement. */
import { throughEveryDoor } from '../doors.ts';
import type { Promises } from '../load/promises.ts';
import type { Result, Wrongs } from '../scenario.ts';
import type { Stage } from '../stage/stage.ts';
import { readFacts } from './facts.ts';
import { readHistories } from './histories.ts';
import { type Judged, judge } from './judge.ts';
import { judgeNotices, readTold } from './notices.ts';
import { settle, untilTold } from './settle.ts';

export type Verdict = Wrongs & Pick<Result, 'unknown' | 'recoveredS'> & Pick<Judged, 'unconfirmed'>;

/** Longer than an attempt that is asked about twice: thirty seconds of silence, two minutes until "not there" counts. */
const SETTLED_WITHIN_MS = 6 * 60_000;

/** @param stage after the last fault, with every process up again */
export async function verdictOf(
  stage: Stage,
  promises: Promises,
  settledWithinMs = SETTLED_WITHIN_MS,
): Promise<Verdict> {
  const { recoveredS, closed } = await throughEveryDoor(stage);
  const settled = await settle(stage.db, settledWithinMs);
  const isTold = await untilTold(stage.db, settledWithinMs);
  const { wrongs, unconfirmed } = await judgeStage(stage, promises);
  if (!settled) wrongs.lost.push(`something was still under way after ${settledWithinMs / 1_000} s`);
  if (!isTold) wrongs.lost.push(`somebody was still to be told after ${settledWithinMs / 1_000} s`);
  wrongs.broken.push(...closed);
  return { ...wrongs, unconfirmed, unknown: unconfirmed.length, recoveredS };
}

async function judgeStage({ db, client, taskQueue, outside }: Stage, promises: Promises) {
  const facts = await readFacts(db, await outside.effects());
  const told = await readHistories(client, taskQueue, facts.rows);
  const judged = judge(facts, told, promises);
  judgeNotices(facts.rows, await readTold(db, await outside.notices()), judged.wrongs);
  return judged;
}
