/** Decisions that came through Temporal itself: from its Web UI, its command line, or any client. */
import type { Refusal } from '../domain/decide.ts';
import { lockAction } from '../store/actions/actionRow.ts';
import type { Db } from '../store/database/db.ts';
import { decideAction, recordRefusal } from '../store/decisions/decideAction.ts';
import type { SendingMeans } from '../store/decisions/executability.ts';
import type { CommandInput, DecidedHere } from './contract.ts';
import { notFoundIsPermanent } from './execute.ts';

/** Postgres's classes of errors that no repetition mends: invalid data, violated constraints (errcodes-appendix). */
const PERMANENT = /^2[23]/;

/** Answers with the version that the row has then, or why nothing was decided; either stands in the trail. */
export async function decideHere(
  { db, means }: { db: Db; means: SendingMeans },
  { actionId, read }: CommandInput,
): Promise<DecidedHere> {
  try {
    if (read.ok) {
      const decided = await decideAction(db, actionId, read.command, { means });
      return decided.accepted ? { version: decided.entry.version } : { refusal: wordless(decided.refusal) };
    }
    const { command, refusal } = read;
    await db.transaction().execute(async (tx) => {
      const { row } = await lockAction(tx, actionId);
      await recordRefusal(tx, row, { ...command, channel: 'temporal' }, refusal);
    });
    return { refusal };
  } catch (error) {
    if (!isPermanent(error)) return notFoundIsPermanent(error);
    const message = 'the database cannot take it: it holds what is not text, or asks for what no action can have';
    return { refusal: read.ok ? { type: 'invalid-command', message } : read.refusal };
  }
}

/** Obstacles name people and addresses, which histories do not hold. */
function wordless(refusal: Refusal): Refusal {
  if (refusal.type !== 'not-executable') return refusal;
  return { type: refusal.type, message: 'it cannot be executed as it is: what is in the way stands in its trail' };
}

function isPermanent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && PERMANENT.test(error.code);
}
