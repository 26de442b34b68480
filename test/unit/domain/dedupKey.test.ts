import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ACTION_TYPES } from '../../../src/domain/actionTypes.ts';
import { actionWorkflowId, dedupKey } from '../../../src/domain/dedupKey.ts';
import { normaliseId } from '../../../src/domain/ids.ts';
import { TRIGGER_TYPES } from '../../../src/domain/triggers.ts';

describe('the dedup key', () => {
  it('has the published form', () => {
    assert.equal(
      dedupKey({
        actionType: 'draft_email',
        triggerType: 'deal_stage_regression',
        companyId: 'company-abc',
        dealId: 'deal-xyz',
      }),
      'draft_email:company-abc:deal-xyz:deal_stage_regression',
    );
    assert.equal(
      dedupKey({ actionType: 'notify_rep', triggerType: 'deal_value_increase' }),
      'notify_rep:none:none:deal_value_increase',
    );
  });

  it('tells two contacts of one company apart where the trigger is about one contact', () => {
    const key = (contactId: string) =>
      dedupKey({ actionType: 'draft_email', triggerType: 'new_contact_high_fit', companyId: 'c', contactId });
    assert.equal(key('ann'), 'draft_email:c:none:new_contact_high_fit:ann');
    assert.notEqual(key('ann'), key('bob'));
  });

  it('tells two events apart where the trigger is about one event, and ignores contacts elsewhere', () => {
    const shared = { actionType: 'log_touch', companyId: 'c', eventId: 'e1', contactId: 'ann' } as const;
    assert.equal(dedupKey({ ...shared, triggerType: 'meeting_completed' }), 'log_touch:c:none:meeting_completed:e1');
    assert.equal(dedupKey({ ...shared, triggerType: 'activity_slump' }), 'log_touch:c:none:activity_slump');
  });

  it('whatever the ids, a workflow ID fits 255 bytes and the parts stay apart', () => {
    const id = fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' });
    fc.assert(
      fc.property(
        fc.constantFrom(...ACTION_TYPES),
        fc.constantFrom(...TRIGGER_TYPES),
        fc.record({ companyId: id, dealId: id, contactId: id, eventId: id }),
        (actionType, triggerType, ids) => {
          const key = dedupKey({ actionType, triggerType, ...ids });
          assert.ok(Buffer.byteLength(actionWorkflowId('u'.repeat(48), key, 999_999)) <= 255);
          assert.ok([4, 5].includes(key.split(':').length));
        },
      ),
    );
  });
});

describe('ids from outside', () => {
  it('stay as they are when they are plain, and are hashed to that shape otherwise', () => {
    assert.equal(normaliseId('Deal_1.a-B'), 'Deal_1.a-B');
    for (const strange of ['a b', 'a:b', 'ü', 'x'.repeat(49)]) {
      assert.match(normaliseId(strange), /^h-[0-9a-f]{40}$/);
    }
    assert.throws(() => normaliseId(''), RangeError);
  });

  it('different ids stay different', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
        if (a !== b) assert.notEqual(normaliseId(a), normaliseId(b));
      }),
    );
  });
});
