import assert from 'node:assert/strict';
import { createFormat } from '../../../src/web/format.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;

describe('What the screens write', () => {
  const newYork = createFormat({ locale: 'en-US', timeZone: 'America/New_York' });
  const berlin = createFormat({ locale: 'de-DE', timeZone: 'Europe/Berlin' });

  it('counts down in the two largest units, never below zero', () => {
    assert.equal(newYork.left(52 * HOUR_MS), '2 d 4 h');
    assert.equal(newYork.left(3 * HOUR_MS + 61 * SECOND_MS), '3 h 1 min');
    assert.equal(newYork.left(545 * SECOND_MS), '9 min 05 s');
    assert.equal(newYork.left(9_400), '10 s');
    assert.equal(newYork.left(-1), '0 s');
  });

  it('has amounts in the currency’s own minor units and the user’s own way of writing', () => {
    assert.equal(newYork.money(7_500_000, 'USD'), '$75,000');
    assert.equal(newYork.money(7_500_050, 'USD'), '$75,000.50');
    assert.equal(newYork.money(75_000, 'JPY'), '¥75,000');
    assert.equal(berlin.money(7_500_000, 'EUR').replace(/\s/g, ' '), '75.000 €');
    assert.equal(newYork.money(7_500_000, 'credits'), '75,000 credits');
  });

  it('has times in the user’s time zone', () => {
    const at = '2026-11-03T01:30:00.000Z';
    assert.match(newYork.dateTime(at), /Mon, Nov 2.*08:30/);
    assert.match(berlin.dateTime(at), /Di.*3\. Nov.*02:30/);
  });

  it('falls back on the browser’s where a user’s locale or zone is none', () => {
    assert.equal(
      typeof createFormat({ locale: 'not a locale', timeZone: 'Mars/Olympus' }).dateTime(new Date()),
      'string',
    );
  });
});
