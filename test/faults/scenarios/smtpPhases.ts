/** A mail server that fails in every phase of its conversation: before the dot every email goes out once, after it none goes twice. */
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { eventually } from '../../support/eventually.ts';
import { inParallel } from '../inParallel.ts';
import { type Caller, createCaller } from '../load/caller.ts';
import { createOne } from '../load/mixed.ts';
import { noPromises, type Promises } from '../load/promises.ts';
import { verdictOf } from '../oracle/verdict.ts';
import type { Scenario } from '../scenario.ts';
import { type FailingSmtp, PHASES, type Phase, SILENCE, startFailingSmtp } from '../stage/failingSmtp.ts';
import { type Stage, startStage } from '../stage/stage.ts';

const AT_ONCE = 16;
/** Within which a person sees what is unconfirmed. */
const SEEN_WITHIN_MS = 60_000;
const SILENCE_MS = 5 * 60_000;

interface Play {
  stage: Stage;
  caller: Caller;
  promises: Promises;
  smtp: FailingSmtp;
  each: number;
}

export const smtpPhases: Scenario = {
  name: 'smtp-phases',
  async run({ size, short, say }) {
    const each = size('each', 50, 5);
    // Silence takes five minutes of waiting: a short run leaves it out.
    const phases = short ? PHASES : [...PHASES, SILENCE];
    const smtp = await startFailingSmtp();
    const stage = await startStage(async () => ({ SMTP_URL: smtp.url }));
    stage.outside.elsewhere.push(async () => smtp.taken());
    try {
      const caller = createCaller(stage.urls);
      const promises = noPromises();
      let [failed, unknownAtLeast, unknownAtMost] = [0, 0, 0];
      for (const phase of phases) {
        failed += await playPhase({ stage, caller, promises, smtp, each }, phase);
        if (phase.unknown === 'always') unknownAtLeast += each;
        if (phase.unknown !== 'never') unknownAtMost += each;
        say(`${phase.name}: ${each} emails`);
      }
      const verdict = await verdictOf(stage, promises);
      if (verdict.unknown < unknownAtLeast || verdict.unknown > unknownAtMost) {
        const expected = `${unknownAtLeast} to ${unknownAtMost} were never answered`;
        verdict.mismatched.push(`${expected}, ${verdict.unknown} are unconfirmed: ${verdict.unconfirmed[0] ?? 'none'}`);
      }
      const what = `${phases.length} phases, ${each} emails each`;
      return { ...verdict, what, faults: failed, hits: failed, repeated: caller.repeated() };
    } finally {
      await stage.stop();
      await smtp.close();
    }
  },
};

/** Answers how many conversations have failed. */
async function playPhase({ stage, caller, promises, smtp, each }: Play, phase: Phase): Promise<number> {
  const failed = smtp.failNext(phase, each);
  const emails: string[] = [];
  await inParallel(Array.from({ length: each }), AT_ONCE, async () => {
    const making = { caller, promises, people: stage.people, outside: stage.outside };
    const promised = await createOne(making, 'send_email');
    if (promised === undefined) return;
    const { actionId } = promised;
    const { status } = await caller.post(stage.people.rep, '/autonomous-actions', { actionId, action: 'approve' });
    promised.end = 'executed';
    if (status !== 200) promises.broken.push(`an approval was answered ${status}`);
    emails.push(actionId);
  });
  const timeoutMs = phase === SILENCE ? SILENCE_MS + SEEN_WITHIN_MS : SEEN_WITHIN_MS;
  await eventually(
    async () => {
      const rows = await stage.db
        .selectFrom('pending_autonomous_actions')
        .select(['id', 'status', 'failure'])
        .where('id', 'in', emails)
        .execute();
      const other = rows.filter((row) => !isAsExpected(phase, row));
      if (other.length > 0)
        throw new Error(`${phase.name}: ${other.length} ended otherwise: ${JSON.stringify(other[0])}`);
    },
    { timeoutMs, intervalMs: 250 },
  ).catch((error: Error) => promises.broken.push(error.message));
  return failed();
}

function isAsExpected({ unknown }: Phase, { status, failure }: Pick<ActionRow, 'status' | 'failure'>): boolean {
  const isUnconfirmed = status === 'failed' && failure?.kind === 'unconfirmed';
  return (unknown !== 'always' && status === 'executed') || (unknown !== 'never' && isUnconfirmed);
}
