import assert from 'node:assert/strict';
import { calendarOf, isKnownCountry } from '../../../src/calendar/holidays.ts';
import { DEFAULT_WORKING_HOURS, nextWorkingMoment } from '../../../src/domain/workingHours.ts';

describe('public holidays', () => {
  it('are those of the country and its region, each on its date', async () => {
    const bavaria = await calendarOf({ ...DEFAULT_WORKING_HOURS, country: 'DE-BY' }, 'Europe/Berlin');
    const berlin = await calendarOf({ ...DEFAULT_WORKING_HOURS, country: 'DE-BE' }, 'Europe/Berlin');
    assert.ok(bavaria.isHoliday('2026-12-25') && berlin.isHoliday('2026-12-25'));
    assert.ok(bavaria.isHoliday('2026-01-06') && !berlin.isHoliday('2026-01-06'));
    assert.ok(!bavaria.isHoliday('2026-11-27'));
  });

  it('last as many days as they do', async () => {
    const riyadh = await calendarOf({ ...DEFAULT_WORKING_HOURS, country: 'SA' }, 'Asia/Riyadh');
    const eid = ['2026-03-18', '2026-03-19', '2026-03-20', '2026-03-22', '2026-03-23'];
    assert.deepEqual(eid.map(riyadh.isHoliday), [false, true, true, true, false]);
  });

  it('last into the next year where they begin at the end of one', async () => {
    const mbabane = await calendarOf({ ...DEFAULT_WORKING_HOURS, country: 'SZ' }, 'Africa/Mbabane');
    assert.ok(mbabane.isHoliday('2027-01-02'), 'the Incwala of December');
  });

  it('are nobody’s where a country is named that nobody knows', async () => {
    const calendar = await calendarOf({ ...DEFAULT_WORKING_HOURS, country: 'Deutchland' }, 'Europe/Berlin');
    assert.ok(!calendar.isHoliday('2026-12-25'));
  });

  it('are nobody’s where no country is named', async () => {
    const calendar = await calendarOf(DEFAULT_WORKING_HOURS, 'Europe/Berlin');
    assert.ok(!calendar.isHoliday('2026-12-25'));
  });

  it('are passed over for the next working moment', async () => {
    const calendar = await calendarOf({ ...DEFAULT_WORKING_HOURS, country: 'US' }, 'America/New_York');
    const found = nextWorkingMoment(calendar, Date.parse('2026-11-25T23:00:00Z'));
    assert.equal(found, Date.parse('2026-11-27T14:00:00Z'), 'the day after Thanksgiving');
  });

  it('are known of countries and their regions, and of nothing else', async () => {
    const asked = ['DE', 'DE-BY', 'US-CA', 'XX', 'DE-XX', 'de', '', 'DE-BY-A', 'toString', 'FR-toString'];
    const known = await Promise.all(asked.map(isKnownCountry));
    assert.deepEqual(known, [true, true, true, false, false, false, false, false, false, false]);
  });
});
