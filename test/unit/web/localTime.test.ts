import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromLocal, toLocal } from '../../../src/web/edit/localTime.ts';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
const MINUTE_MS = 60_000;
const zone = fc.constantFrom(...ZONES);
const time = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => Math.floor(date.getTime() / MINUTE_MS) * MINUTE_MS);

describe('A local time', () => {
  it('is what the clocks of the zone show', () => {
    assert.equal(toLocal('2026-07-01T10:00:00Z', 'Europe/Berlin'), '2026-07-01T12:00');
    assert.equal(toLocal('2026-12-01T10:00:00Z', 'Europe/Berlin'), '2026-12-01T11:00');
    assert.equal(toLocal('2026-12-01T10:00:00+02:00', 'Asia/Kolkata'), '2026-12-01T13:30');
    assert.equal(toLocal('2026-12-31T23:30:00Z', 'Pacific/Apia'), '2027-01-01T12:30');
  });

  it('becomes the time at which the clocks show it', () => {
    assert.equal(fromLocal('2026-07-01T12:00', 'Europe/Berlin'), '2026-07-01T10:00:00.000Z');
    assert.equal(fromLocal('2026-12-01T00:00', 'America/New_York'), '2026-12-01T05:00:00.000Z');
  });

  it('is moved on by the gap where the clocks skip it', () => {
    assert.equal(fromLocal('2026-03-29T02:30', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z');
    assert.equal(toLocal('2026-03-29T01:30:00.000Z', 'Europe/Berlin'), '2026-03-29T03:30');
    assert.equal(fromLocal('2026-03-08T02:15', 'America/New_York'), '2026-03-08T07:15:00.000Z');
  });

  it('is the first of two where the clocks show it twice', () => {
    assert.equal(fromLocal('2026-10-25T02:30', 'Europe/Berlin'), '2026-10-25T00:30:00.000Z');
    assert.equal(fromLocal('2026-11-01T01:30', 'America/New_York'), '2026-11-01T05:30:00.000Z');
    assert.equal(fromLocal('2026-04-05T01:45', 'Australia/Lord_Howe'), '2026-04-04T14:45:00.000Z');
  });

  it('shows the same again after there and back, in every zone and at every time', () => {
    fc.assert(
      fc.property(time, zone, (ms, timeZone) => {
        const local = toLocal(new Date(ms).toISOString(), timeZone);
        assert.equal(toLocal(fromLocal(local, timeZone), timeZone), local);
      }),
    );
  });

  it('holds while somebody is typing the year', () => {
    for (const year of ['0002', '0020', '0202', '2026']) {
      const local = `${year}-05-04T09:30`;
      for (const timeZone of ZONES) assert.equal(toLocal(fromLocal(local, timeZone), timeZone), local, timeZone);
    }
  });

  it('is empty where there is none', () => {
    assert.equal(fromLocal('', 'Europe/Berlin'), '');
    assert.equal(fromLocal('2026-12-01T', 'Europe/Berlin'), '');
    assert.equal(toLocal('', 'Europe/Berlin'), '');
    assert.equal(toLocal('soon', 'Europe/Berlin'), '');
  });
});
