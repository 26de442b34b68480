import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextWorkingMorning } from '../../../src/drafting/workingDay.ts';

const ZONES = [
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Australia/Lord_Howe',
];

describe('the next working morning', () => {
  const cases: [string, string, string, string][] = [
    ['Monday to Tuesday', '2025-11-17T12:00:00Z', 'UTC', '2025-11-18T09:00:00.000Z'],
    ['Friday to Monday', '2025-11-21T12:00:00Z', 'UTC', '2025-11-24T09:00:00.000Z'],
    ['Saturday to Monday', '2025-11-22T12:00:00Z', 'UTC', '2025-11-24T09:00:00.000Z'],
    ['by the day it is there, not here', '2025-11-20T23:30:00Z', 'Asia/Kolkata', '2025-11-24T03:30:00.000Z'],
    ['still Thursday there', '2025-11-21T03:00:00Z', 'America/New_York', '2025-11-21T14:00:00.000Z'],
    ['over the start of summer time', '2025-03-28T12:00:00Z', 'Europe/Berlin', '2025-03-31T07:00:00.000Z'],
    ['over the end of summer time', '2025-10-24T12:00:00Z', 'Europe/Berlin', '2025-10-27T08:00:00.000Z'],
  ];
  for (const [what, now, zone, expected] of cases) {
    it(what, () => {
      assert.equal(nextWorkingMorning(new Date(now), zone).toISOString(), expected);
    });
  }

  it('is always 09:00 on a working day within four days', () => {
    const when = fc.date({ min: new Date('2000-01-01'), max: new Date('2050-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(when, fc.constantFrom(...ZONES), (now, timeZone) => {
        const due = nextWorkingMorning(now, timeZone);
        const shown = new Intl.DateTimeFormat('en', {
          timeZone,
          weekday: 'short',
          hour: '2-digit',
          minute: '2-digit',
          hourCycle: 'h23',
        });
        assert.match(shown.format(due), /^(Mon|Tue|Wed|Thu|Fri),? 09:00$/);
        const aheadMs = due.getTime() - now.getTime();
        assert.ok(aheadMs > 0 && aheadMs < 4 * 24 * 60 * 60 * 1_000);
      }),
    );
  });
});
