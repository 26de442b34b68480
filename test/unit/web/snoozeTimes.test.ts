import assert from 'node:assert/strict';
import { checkSnooze, morningIn, snoozeTimes } from '../../../src/web/dialogs/snoozeTimes.ts';

const DAY_MS = 86_400_000;
const at = (time: string) => Date.parse(time);

describe('What snoozing offers', () => {
  it('is nine in the morning by the user’s clocks, wherever he is', () => {
    // A Tuesday: in Auckland it is Wednesday already.
    const nowMs = at('2026-11-03T20:00:00Z');
    assert.deepEqual(snoozeTimes(nowMs, 'Europe/Berlin'), [
      ['tomorrow', '2026-11-04T08:00:00.000Z'],
      ['threeDays', '2026-11-06T08:00:00.000Z'],
      ['monday', '2026-11-09T08:00:00.000Z'],
    ]);
    assert.deepEqual(snoozeTimes(nowMs, 'Pacific/Auckland'), [
      ['tomorrow', '2026-11-04T20:00:00.000Z'],
      ['threeDays', '2026-11-06T20:00:00.000Z'],
      ['monday', '2026-11-08T20:00:00.000Z'],
    ]);
    assert.equal(morningIn(1, nowMs, 'Asia/Kolkata'), '2026-11-05T03:30:00.000Z');
  });

  it('stays at nine where the clocks change in between', () => {
    // Berlin's clocks go forward on 29 March 2026 and back on 25 October 2026.
    assert.equal(morningIn(1, at('2026-03-28T12:00:00Z'), 'Europe/Berlin'), '2026-03-29T07:00:00.000Z');
    assert.equal(morningIn(1, at('2026-10-24T12:00:00Z'), 'Europe/Berlin'), '2026-10-25T08:00:00.000Z');
    assert.equal(morningIn(3, at('2026-10-24T22:30:00Z'), 'Europe/Berlin'), '2026-10-28T08:00:00.000Z');
  });

  it('has the Monday to come on every day of the week, on a Monday the next one', () => {
    const mondays = ['02', '03', '04', '05', '06', '07', '08', '09'].map((day) => {
      const offered = new Map(snoozeTimes(at(`2026-11-${day}T12:00:00Z`), 'UTC'));
      return offered.get('monday')?.slice(8, 10);
    });
    assert.deepEqual(mondays, ['09', '09', '09', '09', '09', '09', '09', '16']);
  });

  it('goes over the end of a month and of a year', () => {
    assert.equal(morningIn(3, at('2026-12-30T12:00:00Z'), 'UTC'), '2027-01-02T09:00:00.000Z');
  });
});

describe('A time chosen for snoozing', () => {
  const nowMs = at('2026-11-03T20:00:00Z');
  const inMs = (ms: number) => new Date(nowMs + ms).toISOString();

  it('must be filled in, lie ahead, and at most 30 days', () => {
    assert.equal(checkSnooze('', nowMs), 'missing');
    assert.equal(checkSnooze(inMs(0), nowMs), 'past');
    assert.equal(checkSnooze(inMs(60_000), nowMs), null);
    assert.equal(checkSnooze(inMs(30 * DAY_MS), nowMs), null);
    assert.equal(checkSnooze(inMs(30 * DAY_MS + 1), nowMs), 'tooLong');
  });
});
