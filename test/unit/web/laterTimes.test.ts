import assert from 'node:assert/strict';
import { checkLater, laterTimes, zoneOf } from '../../../src/web/dialogs/laterTimes.ts';

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');
const DAY_MS = 86_400_000;
const made = { createdAt: '2026-11-24T11:00:00Z' };

describe('For which moments an action is approved', () => {
  const zone = (
    subject: Parameters<typeof zoneOf>[0]['subject'],
    actionType: 'send_email' | 'log_touch' = 'send_email',
  ) => zoneOf({ actionType, subject }, 'Europe/Berlin');

  it('an email by the contact’s clocks: by time zone, else by a country that has one, else by one’s own', () => {
    assert.equal(zone({ contact: { timeZone: 'Asia/Tokyo', country: 'FR' } }), 'Asia/Tokyo');
    assert.equal(zone({ contact: { country: 'JP' }, company: { id: 'a', country: 'FR' } }), 'Asia/Tokyo');
    assert.equal(zone({ contact: {}, company: { id: 'a', country: 'JP' } }), 'Asia/Tokyo');
    for (const unknown of [{}, { contact: { timeZone: 'Mars/Olympus' } }, { contact: { country: 'US' } }]) {
      assert.equal(zone(unknown), 'Europe/Berlin');
    }
    assert.equal(zone({ contact: { timeZone: 'Asia/Tokyo' } }, 'log_touch'), 'Europe/Berlin');
  });

  it('nine in the morning there, and none beyond thirty days from the creation', () => {
    assert.deepEqual(laterTimes(made, NOW_MS, 'Asia/Tokyo')[0], ['tomorrow', '2026-11-25T00:00:00.000Z']);
    assert.deepEqual(laterTimes(made, Date.parse(made.createdAt) + 29 * DAY_MS, 'UTC').length, 1);
  });

  it('says what is wrong with a moment of one’s own', () => {
    const at = (ms: number) => checkLater(new Date(ms).toISOString(), made, NOW_MS);
    assert.equal(checkLater('', made, NOW_MS), 'missing');
    assert.equal(at(NOW_MS), 'past');
    assert.equal(at(NOW_MS + 1), null);
    assert.equal(at(NOW_MS + 30 * DAY_MS), 'tooLate');
  });
});
