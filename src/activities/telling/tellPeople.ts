/** Tells people what is due, batch by batch. What cannot be told now is put off, and keeps nobody else waiting. */
import { DeliveryError } from '../../domain/delivery.ts';
import type { Log } from '../../log.ts';
import type { Db } from '../../store/database/db.ts';
import { putOffTelling, takeTellings } from '../../store/telling/tellings.ts';
import { createMailMessenger } from './mailMessenger.ts';
import { createSlackMessenger } from './slackMessenger.ts';
import { type Messengers, tellOf } from './tellOf.ts';

export interface TellingDeps {
  db: Db;
  log: Log;
  slack: { token: string; slackApiUrl: string | undefined } | undefined;
  /** The relay that emails to our own people leave by. */
  smtpUrl: string | undefined;
  /** How people reach Signoff; links in messages begin with it. */
  publicUrl: string;
  /** Epoch milliseconds; a test has mornings when it wants them. */
  nowMs?: () => number;
}

const ACTIONS = 50;
/** Longer than all that is asked of Slack and a mail server for one action. */
const TAKEN_MS = 60_000;
/** At once: Slack takes about one message a second for each conversation, and Postgres is needed by executions as well. */
const AT_ONCE = 5;
const FIRST_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 10 * 60_000;

/** @returns whether there may be more that is due now */
export async function tellPeople(deps: TellingDeps, signal: AbortSignal): Promise<{ actions: number; more: boolean }> {
  const { db, log } = deps;
  const taken = await takeTellings(db, ACTIONS, TAKEN_MS);
  const messengers = messengersOf(deps, signal);
  // What Slack does not take now it does not take for the next one either.
  let heldMs = 0;
  const left = taken.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const telling of left) {
        const { actionId, attempts } = telling;
        if (heldMs > 0) {
          await putOffTelling(db, actionId, heldMs, 'Slack asks to wait');
          continue;
        }
        try {
          await tellOf(db, messengers, telling);
        } catch (error) {
          const afterMs = pauseMs(error, attempts);
          if (error instanceof DeliveryError && error.kind === 'rate-limited') heldMs = afterMs;
          log.warn({ actionId, err: error, afterMs }, 'people could not be told of an action yet');
          await putOffTelling(db, actionId, afterMs, error instanceof Error ? error.message : String(error));
        }
      }
    }),
  );
  return { actions: taken.length, more: taken.length === ACTIONS };
}

function messengersOf({ db, slack, smtpUrl, publicUrl }: TellingDeps, signal: AbortSignal): Messengers {
  return {
    slack: slack && createSlackMessenger({ db, settings: slack, publicUrl, signal }),
    email: smtpUrl === undefined ? undefined : createMailMessenger({ db, smtpUrl, publicUrl, signal }),
  };
}

function pauseMs(error: unknown, attempts: number): number {
  const asked = error instanceof DeliveryError ? error.retryAfterMs : undefined;
  return asked ?? Math.min(FIRST_PAUSE_MS * 2 ** attempts, MAX_PAUSE_MS);
}
