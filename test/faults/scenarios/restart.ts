/** Many actions wait for days, and everything is killed at once and started again: it is ready, and its doors open, within a minute. */

import { createAction } from '../../../src/store/actions/createAction.ts';
import { eventually } from '../../support/eventually.ts';
import { newAction, TOUCH } from '../../support/pipeline.ts';
import { waitsSinceMs } from '../../support/waits.ts';
import { inParallel } from '../inParallel.ts';
import { noPromises } from '../load/promises.ts';
import { verdictOf } from '../oracle/verdict.ts';
import type { Scenario } from '../scenario.ts';
import { REP, WORKSPACE } from '../stage/people.ts';
import { type Stage, startStage } from '../stage/stage.ts';

const AT_ONCE = 12;
const READY_WITHIN_S = 60;
/** Workflows are started at some dozens a second. */
const WAITING_WITHIN_MS = 30 * 60_000;

export const restart: Scenario = {
  name: 'restart',
  async run({ size, say }) {
    const waiting = size('waiting', 20_000, 300);
    const stage = await startStage();
    try {
      await inParallel(Array.from({ length: waiting }), AT_ONCE, async () => {
        const action = newAction({ ...TOUCH, workspaceId: WORKSPACE, userId: REP });
        await createAction(stage.db, action, Number.MAX_SAFE_INTEGER);
      });
      await untilWaiting(stage);
      say(`${waiting} actions wait`);
      const { postgres, temporal, apis, workers } = stage;
      const all = [...apis, ...workers, temporal, postgres];
      await Promise.all(all.map((each) => each.kill(each === postgres ? 'SIGQUIT' : 'SIGKILL')));
      const beganMs = performance.now();
      // Temporal's production server does not start without its store.
      const servers = postgres.start().then(() => temporal.start());
      await Promise.all([servers, ...[...apis, ...workers].map((each) => each.start())]);
      await untilReady(stage);
      const readyS = Math.round((performance.now() - beganMs) / 100) / 10;
      say(`ready after ${readyS} s`);
      const verdict = await verdictOf(stage, noPromises());
      if (readyS > READY_WITHIN_S) verdict.broken.push(`it was ready after ${readyS} s only`);
      const what = `${waiting} actions waiting, everything killed; ready after ${readyS} s`;
      return { ...verdict, what, faults: all.length, hits: waiting, repeated: 0 };
    } finally {
      await stage.stop();
    }
  },
};

/** The relay has started the workflow of each, as nobody else was asked to, and each has come to its waiting. */
async function untilWaiting({ db, client }: Stage): Promise<void> {
  const pending = await db
    .selectFrom('pending_autonomous_actions')
    .select('workflow_id')
    .where('status', '=', 'pending')
    .execute();
  const waits = async (workflowId: string) => {
    if ((await waitsSinceMs(client, workflowId)) === undefined) throw new Error('not every workflow waits');
  };
  await inParallel(pending, 2, ({ workflow_id }) =>
    eventually(() => waits(workflow_id), { timeoutMs: WAITING_WITHIN_MS, intervalMs: 500 }),
  );
}

function untilReady({ urls }: Stage): Promise<void> {
  return eventually(
    async () => {
      for (const url of urls) {
        const { status } = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
        if (status !== 200) throw new Error(`${url} is not ready`);
      }
    },
    { timeoutMs: 180_000, intervalMs: 200 },
  );
}
