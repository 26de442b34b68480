import assert from 'node:assert/strict';
import type { ActionState } from '../../../src/domain/decide.ts';
import { notificationsOf } from '../../../src/domain/notifications.ts';
import { type Calendar, DEFAULT_WORKING_HOURS } from '../../../src/domain/workingHours.ts';
import { dueNotices, type Listener, type Notice, noticesOf } from '../../../src/notify/notices.ts';

const at = (time: string) => Date.parse(time);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const calendar = (timeZone = 'UTC', holidays: string[] = []): Calendar => ({
  hours: DEFAULT_WORKING_HOURS,
  timeZone,
  isHoliday: (date) => holidays.includes(date),
});
const listener = (userId: string, choices = {}, when = calendar()): Listener => ({
  userId,
  choices: notificationsOf({ notifications: choices }, {}),
  calendar: when,
});
/** Made on Monday the 7th of December at ten, UTC. */
function waiting(changes: Partial<ActionState> = {}): ActionState {
  const createdAtMs = at('2026-12-07T10:00:00Z');
  return {
    version: 1,
    changes: 0,
    autoExecuteAtMs: null,
    expiresAtMs: createdAtMs + 7 * DAY_MS,
    createdAtMs,
    standing: { kind: 'open' },
    ...changes,
  };
}
const told = (
  state: ActionState,
  { urgency = 'normal' as const, decider = listener('ana'), manager = null as Listener | null, urgent = false } = {},
) => noticesOf({ state, urgency: urgent ? 'high' : urgency }, { deciders: [decider], manager });
const shown = (notices: Notice[]) =>
  notices.map(({ kind, userId, atMs }) => [kind, userId, new Date(atMs).toISOString().slice(0, 16)]);

describe('who is told what of an action, and when', () => {
  it('by default: an urgent one at once, any a day before it expires', () => {
    // A day before is a Sunday.
    assert.deepEqual(shown(told(waiting())), [['reminder', 'ana', '2026-12-14T09:00']]);
    assert.deepEqual(shown(told(waiting(), { urgent: true })), [
      ['new', 'ana', '2026-12-07T10:00'],
      ['reminder', 'ana', '2026-12-14T09:00'],
    ]);
  });

  it('a reminder that would come outside working hours comes at their next beginning before the deadline', () => {
    // It expires on Tuesday at 20:00: a day before is Monday evening.
    const state = waiting({ expiresAtMs: at('2026-12-15T20:00:00Z') });
    assert.deepEqual(shown(told(state)), [['reminder', 'ana', '2026-12-15T09:00']]);
  });

  it('where no working hour lies before the deadline it comes earlier', () => {
    // It expires on Sunday at noon.
    const state = waiting({ expiresAtMs: at('2026-12-13T12:00:00Z') });
    assert.deepEqual(shown(told(state)), [['reminder', 'ana', '2026-12-11T16:59']]);
  });

  it('a holiday is no working day', () => {
    const decider = listener('ana', {}, calendar('UTC', ['2026-12-14']));
    // Monday the 14th is one; it expires that day.
    assert.deepEqual(shown(told(waiting(), { decider })), [['reminder', 'ana', '2026-12-11T16:59']]);
  });

  it('working hours are those of the person’s own clock, also where it is changed meanwhile', () => {
    // Berlin goes back an hour on the 25th of October 2026: 09:00 there is 08:00 UTC on Monday, and was 07:00 on Friday.
    const decider = listener('ana', {}, calendar('Europe/Berlin'));
    const createdAtMs = at('2026-10-19T20:00:00Z');
    const state = waiting({ createdAtMs, expiresAtMs: at('2026-10-26T20:00:00Z') });
    assert.deepEqual(shown(told(state, { decider })), [['reminder', 'ana', '2026-10-26T08:00']]);
  });

  it('before an urgent one executes by itself its rep is told, a quarter of an hour before', () => {
    const state = waiting({ autoExecuteAtMs: at('2026-12-07T14:00:00Z') });
    assert.deepEqual(shown(told(state, { urgent: true })).slice(0, 2), [
      ['new', 'ana', '2026-12-07T10:00'],
      ['before_execution', 'ana', '2026-12-07T13:45'],
    ]);
    assert.ok(told(state).every(({ kind }) => kind !== 'before_execution'));
  });

  it('the manager is told four hours before it expires, where that is wanted', () => {
    const state = waiting({ expiresAtMs: at('2026-12-14T16:00:00Z') });
    const manager = listener('mia');
    assert.deepEqual(shown(told(state, { manager })).at(-1), ['escalation', 'mia', '2026-12-14T12:00']);
  });

  it('nobody is told of what is decided, nor who wants to be told nothing', () => {
    const decision = { command: 'approve', by: 'ana', channel: 'web' as const, at: '2026-12-07T11:00:00Z' };
    assert.deepEqual(
      told(waiting({ standing: { kind: 'closed', outcome: 'executed', decision } }), { urgent: true }),
      [],
    );
    assert.deepEqual(told(waiting(), { urgent: true, decider: listener('ana', { by: 'none' }) }), []);
    assert.deepEqual(
      told(waiting(), { urgent: true, decider: listener('ana', { atOnce: 'none', reminders: false }) }),
      [],
    );
  });

  it('of several that are due the most pressing is told, and the rest is known with it', () => {
    const notices: Notice[] = [
      { kind: 'new', userId: 'ana', atMs: 1_000 },
      { kind: 'reminder', userId: 'ana', atMs: 2_000 },
      { kind: 'escalation', userId: 'mia', atMs: 9_000 },
    ];
    const { due, nextMs } = dueNotices(notices, new Map(), 3_000);
    assert.deepEqual(
      due.map(({ kind }) => kind),
      ['reminder'],
    );
    assert.equal(nextMs, 9_000);
    assert.deepEqual(dueNotices(notices, new Map([['ana', 3_000]]), 4_000).due, []);
  });

  it('who was told, or has looked at it, since a notice’s moment is not told again; of what comes later he is', () => {
    const notices: Notice[] = [
      { kind: 'new', userId: 'ana', atMs: 1_000 },
      { kind: 'reminder', userId: 'ana', atMs: 5_000 },
    ];
    assert.deepEqual(dueNotices(notices, new Map([['ana', 1_500]]), 2_000), { due: [], nextMs: 5_000 });
    assert.deepEqual(
      dueNotices(notices, new Map([['ana', 1_500]]), 5_000).due.map(({ kind }) => kind),
      ['reminder'],
    );
  });
});
