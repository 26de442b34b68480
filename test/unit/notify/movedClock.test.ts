/** A clock is moved minute by minute over the whole life of an action: who is told what, and in which minute. */
import assert from 'node:assert/strict';
import { calendarOf } from '../../../src/calendar/holidays.ts';
import type { ActionState } from '../../../src/domain/decide.ts';
import { notificationsOf } from '../../../src/domain/notifications.ts';
import { DEFAULT_WORKING_HOURS } from '../../../src/domain/workingHours.ts';
import { dueNotices, type Listener, noticesOf } from '../../../src/notify/notices.ts';

const MINUTE_MS = 60_000;
const BERLIN = { timeZone: 'Europe/Berlin', country: 'DE' };
const NEW_YORK = { timeZone: 'America/New_York', country: 'US' };

interface Life {
  /** RFC 3339. */
  createdAt: string;
  expiresAt: string;
  executesAt?: string;
  rep: typeof BERLIN;
  manager?: typeof BERLIN;
}

/** Each notice, as somebody who looks every minute gives it. */
async function toldIn({ createdAt, expiresAt, executesAt, rep, manager }: Life): Promise<string[]> {
  const [createdAtMs, expiresAtMs] = [Date.parse(createdAt), Date.parse(expiresAt)];
  const state: ActionState = {
    version: 1,
    changes: 0,
    autoExecuteAtMs: executesAt === undefined ? null : Date.parse(executesAt),
    expiresAtMs,
    createdAtMs,
    standing: { kind: 'open' },
  };
  const listener = async (userId: string, { timeZone, country }: typeof BERLIN): Promise<Listener> => ({
    userId,
    choices: notificationsOf({ notifications: { atOnce: 'none' } }, {}),
    calendar: await calendarOf({ ...DEFAULT_WORKING_HOURS, country }, timeZone),
  });
  const listeners = {
    deciders: [await listener('ana', rep)],
    manager: manager === undefined ? null : await listener('mia', manager),
  };
  const notices = noticesOf({ state, urgency: executesAt === undefined ? 'normal' : 'high' }, listeners);
  const known = new Map<string, number>();
  const told: string[] = [];
  for (let nowMs = createdAtMs; nowMs < expiresAtMs; nowMs += MINUTE_MS) {
    for (const { kind, userId } of dueNotices(notices, known, nowMs).due) {
      told.push(`${new Date(nowMs).toISOString().slice(0, 16)}Z ${kind} ${userId}`);
      known.set(userId, nowMs);
    }
  }
  return told;
}

describe('told by a clock that is moved minute by minute', () => {
  it('the reminder comes once, a day before the expiry', async () => {
    const told = await toldIn({ createdAt: '2026-12-01T10:00:00Z', expiresAt: '2026-12-08T10:00:00Z', rep: BERLIN });
    assert.deepEqual(told, ['2026-12-07T10:00Z reminder ana']);
  });

  it('the escalation comes once, four hours before it, after the reminder', async () => {
    const life = { createdAt: '2026-12-01T10:00:00Z', expiresAt: '2026-12-08T14:30:00Z', rep: BERLIN, manager: BERLIN };
    assert.deepEqual(await toldIn(life), ['2026-12-07T14:30Z reminder ana', '2026-12-08T10:30Z escalation mia']);
  });

  it('what executes by itself is told a quarter of an hour before', async () => {
    const life = {
      createdAt: '2026-12-01T10:00:00Z',
      executesAt: '2026-12-01T14:00:00Z',
      expiresAt: '2026-12-08T10:00:00Z',
      rep: BERLIN,
    };
    assert.deepEqual((await toldIn(life))[0], '2026-12-01T13:45Z before_execution ana');
  });

  it('each by his own clocks in the weeks in which they are changed, back and forward', async () => {
    // In Berlin they go back on Sunday the 25th of October, in New York a week later.
    const autumn = { createdAt: '2026-10-20T10:00:00Z', expiresAt: '2026-10-26T21:00:00Z' };
    assert.deepEqual(await toldIn({ ...autumn, rep: BERLIN, manager: NEW_YORK }), [
      '2026-10-26T08:00Z reminder ana',
      '2026-10-26T17:00Z escalation mia',
    ]);
    // And forward on the 28th of March, in New York two weeks earlier.
    const spring = { createdAt: '2027-03-23T10:00:00Z', expiresAt: '2027-03-29T14:00:00Z' };
    assert.deepEqual(await toldIn({ ...spring, rep: NEW_YORK }), ['2027-03-29T13:00Z reminder ana']);
    const before = { createdAt: '2027-03-16T10:00:00Z', expiresAt: '2027-03-22T14:00:00Z' };
    assert.deepEqual(await toldIn({ ...before, rep: BERLIN }), ['2027-03-22T08:00Z reminder ana']);
  });

  it('not on a public holiday of one’s country: at the next beginning of work, else before it', async () => {
    // Christmas is a Friday, and offices close on its eve as well; the reminder would come on it.
    const until = (expiresAt: string) => ({ createdAt: '2026-12-21T10:00:00Z', expiresAt });
    assert.deepEqual(await toldIn({ ...until('2026-12-28T12:00:00Z'), rep: BERLIN }), [
      '2026-12-28T08:00Z reminder ana',
    ]);
    assert.deepEqual(await toldIn({ ...until('2026-12-26T12:00:00Z'), rep: BERLIN }), [
      '2026-12-23T16:00Z reminder ana',
    ]);
  });
});
