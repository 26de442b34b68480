import assert from 'node:assert/strict';
import { checkSchedule, type ScheduleForm } from '../../../src/web/dialogs/rescheduling.ts';

const NOW_MS = Date.parse('2026-11-03T20:00:00Z');
const action = {
  createdAt: '2026-11-02T20:00:00.000Z',
  autoExecuteAt: '2026-11-03T20:30:00.000Z',
  expiresAt: '2026-11-09T20:00:00.000Z',
};
const AS_IT_IS: ScheduleForm = { auto: 'keep', autoAt: '', expiry: 'keep', expiryAt: '' };

const check = (form: Partial<ScheduleForm>, of: Parameters<typeof checkSchedule>[0] = action) =>
  checkSchedule(of, { ...AS_IT_IS, ...form }, NOW_MS, 'America/New_York');

describe('Rescheduling from the screen', () => {
  it('asks for what was chosen and leaves out what stays', () => {
    assert.deepEqual(check({ auto: 'hour' }), { ok: true, times: { autoExecuteAt: '2026-11-03T21:00:00.000Z' } });
    assert.deepEqual(check({ auto: 'tomorrow' }), { ok: true, times: { autoExecuteAt: '2026-11-04T14:00:00.000Z' } });
    assert.deepEqual(check({ auto: 'hold' }), { ok: true, times: { autoExecuteAt: null } });
    assert.deepEqual(check({ auto: 'chosen', autoAt: '2026-11-05T10:15' }), {
      ok: true,
      times: { autoExecuteAt: '2026-11-05T15:15:00.000Z' },
    });
    assert.deepEqual(check({ expiry: 'threeDays' }), { ok: true, times: { expiresAt: '2026-11-12T20:00:00.000Z' } });
    assert.deepEqual(check({ auto: 'hold', expiry: 'sevenDays' }), {
      ok: true,
      times: { autoExecuteAt: null, expiresAt: '2026-11-16T20:00:00.000Z' },
    });
  });

  it('says at the field what the API would refuse', () => {
    const errors = (form: Partial<ScheduleForm>) => {
      const checked = check(form);
      return checked.ok ? null : checked.errors;
    };
    assert.deepEqual(errors({}), { expiresAt: 'nothing' });
    assert.deepEqual(errors({ auto: 'chosen' }), { autoExecuteAt: 'missing' });
    assert.deepEqual(errors({ expiry: 'chosen' }), { expiresAt: 'missing' });
    assert.deepEqual(errors({ auto: 'chosen', autoAt: '2026-11-03T15:00' }), { autoExecuteAt: 'past' });
    assert.deepEqual(errors({ auto: 'chosen', autoAt: '2026-11-03T15:01' }), null);
    assert.deepEqual(errors({ expiry: 'chosen', expiryAt: '2026-12-02T15:00' }), null);
    assert.deepEqual(errors({ expiry: 'chosen', expiryAt: '2026-12-02T15:01' }), { expiresAt: 'tooLate' });
  });

  it('keeps the automatic execution before the expiry, and says it where it was changed', () => {
    const atExpiry = { auto: 'chosen', autoAt: '2026-11-09T15:00' } as const;
    assert.deepEqual(check(atExpiry), { ok: false, errors: { autoExecuteAt: 'notBeforeExpiry' } });
    assert.equal(check({ ...atExpiry, expiry: 'threeDays' }).ok, true);
    const before = { expiry: 'chosen', expiryAt: '2026-11-03T15:20' } as const;
    assert.deepEqual(check(before), { ok: false, errors: { expiresAt: 'notBeforeExpiry' } });
    assert.equal(check({ ...before, auto: 'hold' }).ok, true);
  });

  it('never arms an action that does not execute by itself', () => {
    const held = { ...action, autoExecuteAt: null };
    assert.deepEqual(check({ auto: 'hour', expiry: 'threeDays' }, held), {
      ok: true,
      times: { expiresAt: '2026-11-12T20:00:00.000Z' },
    });
  });
});
