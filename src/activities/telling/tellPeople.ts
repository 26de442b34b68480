/** Tells people what is due, batch by batch. What cannot be told now is put off, and keeps nobody else waiting. */
import { DeliveryError } from '../../domain/delivery.ts';
import type { DkimKey } from '../../integrations/email/dkim.ts';
import type { Log } from '../../log.ts';
import type { Db } from '../../store/database/db.ts';
import { keepAway, keepTelling, putOffTelling, type TakenTelling, takeTellings } from '../../store/telling/tellings.ts';
import { createMailMessenger } from './mailMessenger.ts';
import { createSlackMessenger } from './slackMessenger.ts';
import { type Messengers, tellOf } from './tellOf.ts';

/** What is needed to tell people. */
export interface TellingDeps {
  db: Db;
  log: Log;
  slack: { token: string; slackApiUrl: string | undefined } | undefined;
  /** Whether people act in Slack. */
  isSlackAnswered?: boolean | undefined;
  /** The relay that emails to our own people leave by. */
  smtpUrl: string | undefined;
  /** Signs them; absent: the relay does, or nobody. */
  dkim?: DkimKey | undefined;
  /** How people reach Signoff; links in messages begin with it. */
  publicUrl: string;
  /** Epoch milliseconds; a test has mornings when it wants them. */
  nowMs?: () => number;
}

const ACTIONS = 50;
/** Longer than Slack may take for all that is asked before a message; renewed when an action's turn comes, and before each message. */
const TAKEN_MS = 45_000;
/** At once: Slack takes about one message a second for each conversation, and Postgres is needed by executions as well. */
const AT_ONCE = 5;
/** After which a request that was given up has surely ended. */
const IN_FLIGHT_MS = 30_000;
const FIRST_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 10 * 60_000;

/** @returns whether there may be more that is due now */
export async function tellPeople(deps: TellingDeps, signal: AbortSignal): Promise<{ actions: number; more: boolean }> {
  const { db } = deps;
  const taken = await takeTellings(db, ACTIONS, TAKEN_MS);
  const messengers = messengersOf(deps, signal);
  const left = taken.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const telling of left) {
        // Its turn may have come late: somebody else has it by then.
        if (!(await keepTelling(db, telling, TAKEN_MS))) continue;
        try {
          await tellOf(db, messengers, telling);
        } catch (error) {
          await putOff(deps, telling, error);
        }
      }
    }),
  );
  return { actions: taken.length, more: taken.length === ACTIONS };
}

function messengersOf(deps: TellingDeps, signal: AbortSignal): Messengers {
  const { db, slack, isSlackAnswered: isAnswered = false, smtpUrl, dkim, publicUrl } = deps;
  return {
    slack: slack && createSlackMessenger({ db, settings: slack, isAnswered, publicUrl, signal }),
    email: smtpUrl === undefined ? undefined : createMailMessenger({ db, smtpUrl, dkim, publicUrl, signal }),
  };
}

async function putOff({ db, log }: TellingDeps, telling: TakenTelling, error: unknown): Promise<void> {
  const { actionId, attempts } = telling;
  const why = error instanceof Error ? error.message : String(error);
  // What may be on its way still would come after whatever is written now, or be there beside it.
  const isInFlight = error instanceof DeliveryError && error.kind === 'unconfirmed';
  const afterMs = isInFlight ? IN_FLIGHT_MS : pauseMs(error, attempts);
  log.warn({ actionId, err: error, afterMs }, 'people could not be told of an action yet');
  await (isInFlight ? keepAway(db, telling, afterMs, why) : putOffTelling(db, telling, afterMs, why));
}

function pauseMs(error: unknown, attempts: number): number {
  if (error instanceof DeliveryError && error.retryAfterMs !== undefined) return error.retryAfterMs;
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.max(attempts - 1, 0), MAX_PAUSE_MS);
}
