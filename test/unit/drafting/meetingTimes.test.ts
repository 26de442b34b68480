import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EXPIRY_MS } from '../../../src/domain/lifecycle.ts';
import { type Calendar, DEFAULT_WORKING_HOURS, isWorkingMoment } from '../../../src/domain/workingHours.ts';
import { meetingTimes } from '../../../src/drafting/meetingTimes.ts';
import { atWallClock } from '../../../src/drafting/workingDay.ts';

const at = (timeZone: string, holidays: string[] = []): Calendar => ({
  hours: DEFAULT_WORKING_HOURS,
  timeZone,
  isHoliday: (date) => holidays.includes(date),
});
const TUESDAY = new Date('2026-11-03T14:00:00Z');

describe('two times to meet', () => {
  it('are one in the morning and one in the afternoon of the next day, by the contact’s clocks', () => {
    const times = meetingTimes(TUESDAY, { rep: at('Europe/London'), contact: at('Europe/Berlin') });
    assert.equal(times, 'Wednesday 11 November at 10:00 or Thursday 12 November at 14:00 your time');
  });

  it('are as near to that as both are at work', () => {
    const times = meetingTimes(TUESDAY, { rep: at('America/New_York'), contact: at('Europe/Berlin') });
    assert.equal(times, 'Wednesday 11 November at 15:00 or Thursday 12 November at 15:00 your time');
  });

  it('are by the rep’s clocks, named, where the contact’s are not known', () => {
    const times = meetingTimes(TUESDAY, { rep: at('America/New_York') });
    assert.equal(times, 'Wednesday 11 November at 10:00 or Thursday 12 November at 14:00 New York time');
  });

  it('leave holidays and weekends out', () => {
    const rep = at('UTC', ['2026-11-11']);
    const contact = at('UTC', ['2026-11-12']);
    assert.equal(
      meetingTimes(TUESDAY, { rep, contact }),
      'Friday 13 November at 10:00 or Monday 16 November at 14:00 your time',
    );
  });

  it('are none where the two are never at work together', () => {
    assert.equal(meetingTimes(TUESDAY, { rep: at('America/New_York'), contact: at('Australia/Perth') }), undefined);
  });

  it('lie in the working hours of both, and behind the action’s expiry, whenever it is made', () => {
    const zones = fc.constantFrom(
      'America/New_York',
      'Europe/Berlin',
      'Asia/Kolkata',
      'Europe/London',
      'America/Sao_Paulo',
    );
    const when = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(when, zones, zones, (now, here, there) => {
        const said = meetingTimes(now, { rep: at(here), contact: at(there) });
        if (said === undefined) return;
        const found = [...said.matchAll(/(\d+) ([A-Z][a-z]+) at (\d\d:\d\d)/g)];
        assert.equal(found.length, 2);
        for (const [, day, month, time] of found) {
          const year = now.getUTCFullYear() + (month === 'January' && now.getUTCMonth() === 11 ? 1 : 0);
          const ms = atWallClock(Date.parse(`${day} ${month} ${year} ${time} UTC`), there).getTime();
          assert.ok(ms > now.getTime() + EXPIRY_MS, said);
          for (const zone of [here, there]) assert.ok(isWorkingMoment(at(zone), ms), said);
        }
      }),
      { numRuns: 200 },
    );
  });
});
