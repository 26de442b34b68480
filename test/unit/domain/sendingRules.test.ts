import assert from 'node:assert/strict';
import fc from 'fast-check';
import { leaveAt, placeOf } from '../../../src/domain/sendingRules.ts';
import { zonesOfCountry } from '../../../src/domain/timeZones.ts';
import { type Calendar, DEFAULT_WORKING_HOURS, isWorkingMoment } from '../../../src/domain/workingHours.ts';

const BERLIN: Calendar = { hours: DEFAULT_WORKING_HOURS, timeZone: 'Europe/Berlin', isHoliday: () => false };
const at = (time: string) => Date.parse(time);

describe('when an email may leave', () => {
  const timeZone = 'Europe/Berlin';
  const inBerlin = { place: { timeZones: [timeZone] }, timeZone: 'UTC', calendars: [BERLIN] };
  const anywhere = { ...inBerlin, calendars: undefined };

  it('is at once by day, else when the contact’s day begins', () => {
    const noon = at('2026-11-26T11:00:00Z');
    assert.deepEqual(leaveAt(noon, inBerlin), { kind: 'at', atMs: noon, timeZone, why: null });
    const night = at('2026-11-26T22:00:00Z');
    const morning = at('2026-11-27T08:00:00Z');
    assert.deepEqual(leaveAt(night, inBerlin), {
      kind: 'at',
      atMs: morning,
      timeZone,
      why: 'window',
    });
    assert.deepEqual(leaveAt(night, anywhere), { kind: 'at', atMs: night, timeZone, why: null });
  });

  it('is never before the caps are free, and then in working hours', () => {
    const times = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-01T00:00:00Z') });
    fc.assert(
      fc.property(times, fc.integer({ min: -1_000_000, max: 10 * 86_400_000 }), (fromMs, byMs) => {
        const leave = leaveAt(fromMs, { ...inBerlin, freeFromMs: fromMs + byMs });
        assert.ok(leave.kind === 'at');
        assert.ok(leave.atMs >= Math.max(fromMs, fromMs + byMs));
        assert.ok(isWorkingMoment(BERLIN, leave.atMs));
        assert.equal(leave.why === null, leave.atMs === fromMs);
        assert.equal(leave.why === 'cap', byMs > 0);
      }),
    );
  });

  it('is not known where nobody knows the time zone or the country, or nobody works for two months, and says which', () => {
    const reasonOf = (timeZones: string[], isHoliday = () => false, country = 'Oz') => {
      const calendars = timeZones.map((zone) => ({ ...BERLIN, timeZone: zone, isHoliday }));
      const leave = leaveAt(0, { place: { timeZones, country }, timeZone: 'UTC', calendars });
      assert.ok(leave.kind === 'held');
      assert.equal(leave.why, `${leave.reason}: send it now anyway, or cancel it`);
      return leave.reason;
    };
    assert.equal(reasonOf(['Mars/Olympus']), `nobody knows the contact's time zone "Mars/Olympus"`);
    assert.equal(reasonOf([]), 'nobody knows the country "Oz"');
    assert.equal(
      reasonOf(['Europe/Berlin'], () => true),
      'the contact has no working hours within 60 days',
    );
    const russia = reasonOf(['Europe/Moscow', 'Asia/Kamchatka'], undefined, 'RU');
    assert.equal(russia, 'it is never working time by all the clocks of RU');
  });

  it('is, where clocks show several times, when people are at work by all of them', () => {
    const timeZones = ['America/New_York', 'America/Los_Angeles'];
    const calendars = timeZones.map((zone) => ({ ...BERLIN, timeZone: zone }));
    const leave = leaveAt(at('2026-11-25T14:00:00Z'), { place: { timeZones }, timeZone: 'UTC', calendars });
    const west = { timeZone: 'America/Los_Angeles', why: 'window' };
    assert.deepEqual(leave, { kind: 'at', atMs: at('2026-11-25T17:00:00Z'), ...west }, 'nine in Los Angeles');
    const evening = leaveAt(at('2026-11-25T22:00:00Z'), { place: { timeZones }, timeZone: 'UTC', calendars });
    assert.deepEqual(evening, { kind: 'at', atMs: at('2026-11-26T17:00:00Z'), ...west }, 'five in New York');
  });
});

describe('where a contact’s clocks are', () => {
  const rules = { timeZone: 'America/New_York' };

  const company = { id: 'acme', country: 'DE' };

  it('is told by the contact, else by a country, else by the workspace', () => {
    const contact = { timeZone: 'Asia/Tokyo' };
    assert.deepEqual(placeOf({ contact, company }, null, rules), { timeZones: ['Asia/Tokyo'], country: 'DE' });
    assert.deepEqual(placeOf({ company }, null, rules), { timeZones: ['Europe/Berlin'], country: 'DE' });
    const abroad = { contact: { country: 'FR' }, company };
    assert.deepEqual(placeOf(abroad, null, rules), { timeZones: ['Europe/Paris'], country: 'FR' });
    assert.deepEqual(placeOf({}, null, rules), { timeZones: ['America/New_York'] });
  });

  it('is not asked of a contact who is not the one that the email goes to', () => {
    const contact = { email: 'Sarah@Acme.test', timeZone: 'Asia/Tokyo', country: 'JP' };
    const zonesFor = (recipient: string | null) => placeOf({ contact, company }, recipient, rules).timeZones;
    assert.deepEqual(zonesFor('sarah@acme.test'), ['Asia/Tokyo']);
    assert.deepEqual(zonesFor(null), ['Asia/Tokyo']);
    assert.deepEqual(zonesFor('tom@acme.test'), ['Europe/Berlin']);
    const { email: _, ...unknown } = contact;
    assert.deepEqual(placeOf({ contact: unknown, company }, 'tom@acme.test', rules).timeZones, ['Asia/Tokyo']);
  });

  it('is one zone of a country whose clocks all show the same, each that differs of another, and none of no country', () => {
    const zones = ['DE', 'FR', 'JP', 'de', 'XK', 'XX', 'DEU', ''].map((code) => zonesOfCountry(code).join());
    assert.deepEqual(zones, [
      'Europe/Berlin',
      'Europe/Paris',
      'Asia/Tokyo',
      'Europe/Berlin',
      'Europe/Belgrade',
      '',
      '',
      '',
    ]);
    assert.equal(zonesOfCountry('PT').length, 2, 'the Azores');
    const [us, ru] = [zonesOfCountry('US'), zonesOfCountry('RU')];
    assert.ok(us.includes('Pacific/Honolulu') && us.length < 10, us.join());
    assert.ok(ru.includes('Asia/Kamchatka') || ru.includes('Asia/Anadyr'), ru.join());
    assert.equal(zonesOfCountry('us'), us, 'reckoned once');
  });
});
