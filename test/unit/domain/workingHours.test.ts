import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Calendar,
  isWorkingMoment,
  lastWorkingMoment,
  MAX_WORKLESS_DAYS,
  nextMomentOfAll,
  nextWorkingMoment,
  WEEKDAYS,
  type WorkingHours,
} from '../../../src/domain/workingHours.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const OFFICE: WorkingHours = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' };

function calendar(timeZone: string, hours: Partial<WorkingHours> = {}, holidays: string[] = []): Calendar {
  return { hours: { ...OFFICE, ...hours }, timeZone, isHoliday: (date) => holidays.includes(date) };
}

function next(of: Calendar, from: string): string | null {
  const ms = nextWorkingMoment(of, Date.parse(from));
  return ms === null ? null : new Date(ms).toISOString();
}

function last(of: Calendar, before: string): string | null {
  const ms = lastWorkingMoment(of, Date.parse(before));
  return ms === null ? null : new Date(ms).toISOString();
}

describe('the next and the last working moment', () => {
  const berlin = calendar('Europe/Berlin');

  it('is the moment itself within working hours, whose end is none of them', () => {
    assert.equal(next(berlin, '2026-11-26T08:00:00Z'), '2026-11-26T08:00:00.000Z');
    assert.equal(last(berlin, '2026-11-26T15:59:59Z'), '2026-11-26T15:59:59.000Z');
    assert.equal(next(berlin, '2026-11-26T16:00:00Z'), '2026-11-27T08:00:00.000Z');
    assert.equal(last(berlin, '2026-11-26T16:00:00Z'), '2026-11-26T15:59:59.999Z');
  });

  it('passes over weekends, holidays and days off', () => {
    const free = calendar('Europe/Berlin', { daysOff: ['2026-12-28'] }, ['2026-12-25']);
    assert.equal(next(free, '2026-12-24T16:30:00Z'), '2026-12-29T08:00:00.000Z');
    assert.equal(last(free, '2026-12-29T07:00:00Z'), '2026-12-24T15:59:59.999Z');
  });

  it('follows the clocks when they are changed', () => {
    // Central European clocks go back on 25 October 2026 and forward on 28 March 2027.
    assert.equal(next(berlin, '2026-10-23T16:00:00Z'), '2026-10-26T08:00:00.000Z');
    assert.equal(next(berlin, '2027-03-26T17:00:00Z'), '2027-03-29T07:00:00.000Z');
  });

  it('begins after the hour that the clocks leave out, and works an hour that they show twice twice', () => {
    const nights = calendar('Europe/Berlin', { days: ['sun'], from: '02:15', to: '02:45' });
    assert.equal(next(nights, '2027-03-27T12:00:00Z'), '2027-04-04T00:15:00.000Z', 'all of it is left out');
    assert.equal(next(nights, '2026-10-25T00:45:00Z'), '2026-10-25T01:15:00.000Z', 'the second 02:15 of the night');
    const early = calendar('Europe/Berlin', { days: ['sun'], from: '02:30', to: '04:00' });
    assert.equal(next(early, '2027-03-27T12:00:00Z'), '2027-03-28T01:00:00.000Z', '03:00, as there is no 02:30');
  });

  it('knows days that begin twice, and one that was left out', () => {
    // In Sao Paulo clocks went back from Sunday 00:00 to Saturday 23:00.
    const late = calendar('America/Sao_Paulo', { days: ['sat'], from: '23:00', to: '24:00' });
    assert.equal(next(late, '2019-02-17T02:00:00Z'), '2019-02-17T02:00:00.000Z');
    assert.equal(last(late, '2019-02-17T12:00:00Z'), '2019-02-17T02:59:59.999Z');
    // Samoa went over the date line: it had no 30 December 2011, a Friday.
    const samoa = calendar('Pacific/Apia', { days: ['fri'] });
    assert.equal(next(samoa, '2011-12-29T12:00:00Z'), '2012-01-05T19:00:00.000Z');
  });

  it('is none where nobody works within two months', () => {
    const never = calendar('Europe/Berlin', { days: [] });
    assert.equal(next(never, '2026-11-26T08:00:00Z'), null);
    assert.equal(last(never, '2026-11-26T08:00:00Z'), null);
  });

  it('throws where nobody knows the time zone', () => {
    assert.throws(() => next(calendar('Mars/Olympus'), '2026-11-26T08:00:00Z'), RangeError);
  });
});

describe('working moments in any time zone', () => {
  const zones = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'America/St_Johns',
    'America/Sao_Paulo',
    'America/Havana',
    'Africa/Casablanca',
    'Asia/Kathmandu',
    'Asia/Tehran',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Pacific/Chatham',
    'UTC',
  );
  const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 1_440 }), { minLength: 2, maxLength: 2 });
  const calendars = fc
    .record({
      timeZone: zones,
      days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
      minutes,
      holidays: fc.array(fc.integer({ min: 1, max: 28 }), { maxLength: 5 }),
    })
    .map(({ timeZone, days, minutes, holidays }): Calendar => {
      const [from = 0, to = 0] = [...minutes].sort((a, b) => a - b);
      const hours = { days, from: clock(from), to: clock(to) };
      return { hours, timeZone, isHoliday: (date) => holidays.includes(Number(date.slice(8))) };
    });
  const moments = fc.oneof(
    fc.integer({ min: Date.UTC(2009, 0, 1), max: Date.UTC(2040, 0, 1) }),
    // Near midnights and quarters, where hours and changes of clocks begin.
    fc
      .tuple(fc.integer({ min: Date.UTC(2009, 0, 1), max: Date.UTC(2040, 0, 1) }), fc.integer({ min: -1, max: 1 }))
      .map(([ms, byMs]) => Math.round(ms / (HOUR_MS / 4)) * (HOUR_MS / 4) + byMs),
  );
  const between = fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), {
    minLength: 50,
    maxLength: 50,
  });

  it('finds one that is working, and none that it passed over', () => {
    fc.assert(
      fc.property(calendars, moments, between, (of, atMs, shares) => {
        const after = nextWorkingMoment(of, atMs);
        const before = lastWorkingMoment(of, atMs);
        const isWorking = isWorkingMoment(of, atMs);
        assert.equal(isWorking, after === atMs);
        assert.equal(isWorking, before === atMs);
        for (const found of [after, before]) {
          if (found === null || found === atMs) continue;
          assert.ok(isWorkingMoment(of, found), 'what is found is working');
          const nearest = found > atMs ? found - 1 : found + 1;
          assert.ok(!isWorkingMoment(of, nearest), 'and the millisecond before it is not');
          for (const share of shares) {
            const passedMs = Math.floor(atMs + (nearest - atMs) * share);
            assert.ok(!isWorkingMoment(of, passedMs), `nor is ${new Date(passedMs).toISOString()}`);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('finds of several the first at which all are working, also around changes of the clocks', () => {
    const several = fc.tuple(calendars, fc.uniqueArray(zones, { minLength: 1, maxLength: 4 }));
    fc.assert(
      fc.property(several, moments, between, ([of, places], atMs, shares) => {
        const all = places.map((timeZone) => ({ ...of, timeZone }));
        const areWorking = (ms: number) => all.every((each) => isWorkingMoment(each, ms));
        const found = nextMomentOfAll(all, atMs);
        const endMs = found ?? atMs + MAX_WORKLESS_DAYS * 24 * HOUR_MS;
        if (found !== null) assert.ok(areWorking(found));
        for (const share of shares) {
          const passedMs = Math.floor(atMs + (endMs - atMs) * share);
          assert.ok(passedMs === found || !areWorking(passedMs), `nor is ${new Date(passedMs).toISOString()}`);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('finds the same as who looks at every minute around each change of the clocks', () => {
    const changes = [
      ['Europe/Berlin', '2027-03-28T01:00:00Z'],
      ['Europe/Berlin', '2026-10-25T01:00:00Z'],
      ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
      ['America/Sao_Paulo', '2019-02-17T02:00:00Z'],
      ['America/Havana', '2026-11-01T05:00:00Z'],
      ['Pacific/Apia', '2011-12-30T10:00:00Z'],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        minutes,
        fc.integer({ min: -600, max: 600 }),
        (change, limits, shift) => {
          const [from = 0, to = 0] = [...limits].sort((a, b) => a - b);
          const of = calendar(change[0], { days: [...WEEKDAYS], from: clock(from), to: clock(to) });
          const atMs = Date.parse(change[1]) + shift * MINUTE_MS;
          let expected = atMs;
          while (!isWorkingMoment(of, expected)) expected += MINUTE_MS;
          assert.equal(nextWorkingMoment(of, atMs), expected);
          let earlier = atMs;
          while (!isWorkingMoment(of, earlier)) earlier -= MINUTE_MS;
          const found = lastWorkingMoment(of, atMs);
          assert.equal(found, earlier === atMs ? atMs : earlier + MINUTE_MS - 1);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
