import assert from 'node:assert/strict';
import fc from 'fast-check';
import { leaveAt, placeOf } from '../../../src/domain/sendingRules.ts';
import { zoneOfCountry } from '../../../src/domain/timeZones.ts';
import { type Calendar, DEFAULT_WORKING_HOURS, isWorkingMoment } from '../../../src/domain/workingHours.ts';

const BERLIN: Calendar = { hours: DEFAULT_WORKING_HOURS, timeZone: 'Europe/Berlin', isHoliday: () => false };
const at = (time: string) => Date.parse(time);

describe('when an email may leave', () => {
  const timeZone = 'Europe/Berlin';

  it('is at once by day, else when the contact’s day begins', () => {
    const noon = at('2026-11-26T11:00:00Z');
    assert.deepEqual(leaveAt(noon, { timeZone, calendar: BERLIN }), { kind: 'at', atMs: noon, timeZone, why: null });
    const night = at('2026-11-26T22:00:00Z');
    const morning = at('2026-11-27T08:00:00Z');
    assert.deepEqual(leaveAt(night, { timeZone, calendar: BERLIN }), {
      kind: 'at',
      atMs: morning,
      timeZone,
      why: 'window',
    });
    assert.equal(leaveAt(night, { timeZone }).kind === 'at' && leaveAt(night, { timeZone }).why, null);
  });

  it('is never before the caps are free, and then in working hours', () => {
    const times = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-01T00:00:00Z') });
    fc.assert(
      fc.property(times, fc.integer({ min: -1_000_000, max: 10 * 86_400_000 }), (fromMs, byMs) => {
        const leave = leaveAt(fromMs, { timeZone, freeFromMs: fromMs + byMs, calendar: BERLIN });
        assert.ok(leave.kind === 'at');
        assert.ok(leave.atMs >= Math.max(fromMs, fromMs + byMs));
        assert.ok(isWorkingMoment(BERLIN, leave.atMs));
        assert.equal(leave.why === null, leave.atMs === fromMs);
        assert.equal(leave.why === 'cap', byMs > 0);
      }),
    );
  });

  it('is not known where nobody knows the time zone, or nobody works for two months', () => {
    const held = leaveAt(0, { timeZone: 'Mars/Olympus', calendar: { ...BERLIN, timeZone: 'Mars/Olympus' } });
    assert.equal(held.kind, 'held');
    assert.equal(leaveAt(0, { timeZone, calendar: { ...BERLIN, isHoliday: () => true } }).kind, 'held');
  });
});

describe('where a contact’s clocks are', () => {
  const rules = { timeZone: 'America/New_York' };

  it('is told by the contact, else by the company’s country, else by the workspace', () => {
    const company = { id: 'acme', country: 'DE' };
    const contact = { timeZone: 'Asia/Tokyo' };
    assert.deepEqual(placeOf({ contact, company }, rules), { timeZone: 'Asia/Tokyo', country: 'DE' });
    assert.deepEqual(placeOf({ company }, rules), { timeZone: 'Europe/Berlin', country: 'DE' });
    assert.deepEqual(placeOf({}, rules), { timeZone: 'America/New_York' });
    const wide = { id: 'acme', country: 'US' };
    assert.deepEqual(placeOf({ company: wide }, rules), { timeZone: 'America/New_York', country: 'US' });
  });

  it('is one zone of a country whose clocks all show the same', () => {
    const zones = ['DE', 'FR', 'JP', 'de', 'US', 'BR', 'PT', 'XX', 'DEU', ''].map((code) => zoneOfCountry(code));
    const none = undefined;
    assert.deepEqual(zones, [
      'Europe/Berlin',
      'Europe/Paris',
      'Asia/Tokyo',
      'Europe/Berlin',
      none,
      none,
      none,
      none,
      none,
      none,
    ]);
  });
});
