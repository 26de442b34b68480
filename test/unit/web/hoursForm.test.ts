import assert from 'node:assert/strict';
import { invalidCaps, rulesFieldsOf, withRules } from '../../../src/web/admin/sendingRulesForm.ts';
import type { Problem } from '../../../src/web/api/client.ts';
import { hoursErrorsOf, hoursFieldsOf, hoursOf } from '../../../src/web/hours/hoursForm.ts';

const HOURS = { days: ['mon' as const], from: '09:00', to: '17:00', country: 'DE', daysOff: ['2026-12-24'] };

describe('The form of working hours', () => {
  it('gives back what it was filled with', () => {
    assert.deepEqual(hoursOf(hoursFieldsOf(HOURS)), HOURS);
    const bare = { days: ['sat' as const], from: '10:00', to: '24:00' };
    assert.deepEqual(hoursOf(hoursFieldsOf(bare)), bare);
  });

  it('takes days in any order and dates however they are separated', () => {
    const fields = { days: ['fri', 'mon'] as ('fri' | 'mon')[], from: ' 09:00', to: '17:00 ', country: ' de-by ' };
    assert.deepEqual(hoursOf({ ...fields, daysOff: '2026-12-24,2026-12-31;  2027-01-04' }), {
      days: ['mon', 'fri'],
      from: '09:00',
      to: '17:00',
      country: 'DE-BY',
      daysOff: ['2026-12-24', '2026-12-31', '2027-01-04'],
    });
  });

  it('shows what the API finds wrong beside its field, and beside no other’s', () => {
    const errors = [
      { pointer: '/sendWindow/hours/to', detail: 'must be after the beginning' },
      { pointer: '/sendWindow/hours/daysOff/1', detail: 'must be a date' },
      { pointer: '/workingHours/country', detail: 'is no country' },
    ];
    const problem: Problem = {
      type: '',
      code: 'invalid-request',
      title: '',
      status: 422,
      detail: '',
      instance: '',
      errors,
    };
    assert.deepEqual(hoursErrorsOf(problem, '/sendWindow/hours'), {
      to: 'must be after the beginning',
      daysOff: 'must be a date',
    });
    assert.deepEqual(hoursErrorsOf(problem, '/workingHours'), { country: 'is no country' });
  });
});

describe('The form of a workspace’s rules of sending', () => {
  const settings = { undoSeconds: { send_email: 30 }, sendWindow: { hours: HOURS }, caps: { perRepPerDay: 50 } };

  it('changes the rules alone, and takes away what is switched off', () => {
    const fields = rulesFieldsOf(settings, HOURS);
    assert.deepEqual(withRules(settings, fields), { ...settings, workingHours: HOURS });
    const caps = { perContactPerDay: ' 2 ', perContactPerWeek: '', perRepPerDay: '' };
    assert.deepEqual(withRules(settings, { ...fields, hasWindow: false, caps }), {
      undoSeconds: settings.undoSeconds,
      workingHours: HOURS,
      caps: { perContactPerDay: 2 },
    });
  });

  it('takes whole numbers above 0 as caps, and nothing as none', () => {
    const fields = rulesFieldsOf(settings, HOURS);
    const caps = { perContactPerDay: '0', perContactPerWeek: '1.5', perRepPerDay: 'many' };
    assert.deepEqual(invalidCaps({ ...fields, caps }), ['perContactPerDay', 'perContactPerWeek', 'perRepPerDay']);
    assert.deepEqual(invalidCaps(fields), []);
  });
});
