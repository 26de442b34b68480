import assert from 'node:assert/strict';
import {
  detectionErrorsOf,
  detectionFieldsOf,
  invalidDetection,
  withDetection,
} from '../../../src/web/settings/detectionForm.ts';

const own = {
  pipelines: [{ id: '*', open: ['a'], won: [], lost: [] }],
  decrease: { minPercent: 10, minAmountMinor: 150_050 },
  silenceDays: { default: 21, byStage: { contract: 7 } },
};

describe('What makes a change a trigger, in the settings', () => {
  it('comes back as it was where nothing is typed, with what has no field', () => {
    assert.deepEqual(withDetection(own, detectionFieldsOf(own, 'USD'), 'USD'), own);
    assert.deepEqual(withDetection({}, detectionFieldsOf({}, 'USD'), 'USD'), {});
  });

  it('shows amounts in the currency’s major units, and keeps them in minor ones', () => {
    assert.equal(detectionFieldsOf(own, 'USD')['decrease.minAmountMinor'], '1500.5');
    assert.equal(detectionFieldsOf(own, 'JPY')['decrease.minAmountMinor'], '150050');
    const fields = { ...detectionFieldsOf({}, 'USD'), 'increase.minAmountMinor': '19,99' };
    assert.deepEqual(withDetection({}, fields, 'USD'), { increase: { minPercent: 5, minAmountMinor: 1_999 } });
  });

  it('has the default again where a field is emptied, but for the days of single stages', () => {
    const emptied = { ...detectionFieldsOf(own, 'USD'), 'silenceDays.default': '', 'decrease.minPercent': '' };
    assert.deepEqual(withDetection(own, emptied, 'USD'), {
      ...own,
      decrease: { minPercent: 5, minAmountMinor: 150_050 },
      silenceDays: { default: 14, byStage: { contract: 7 } },
    });
  });

  it('takes numbers alone, and shows what the API finds wrong at its field', () => {
    const fields = detectionFieldsOf({}, 'USD');
    assert.deepEqual(invalidDetection({ ...fields, fitScoreThreshold: '80.5', 'opens.count': 'three' }), [
      'opens.count',
    ]);
    const problem = { type: '', code: 'invalid-request', title: '', status: 400, detail: '', instance: '' };
    const errors = [{ pointer: '/opens/count', detail: 'too small' }];
    assert.deepEqual(detectionErrorsOf({ ...problem, errors }), { 'opens.count': 'too small' });
  });
});
