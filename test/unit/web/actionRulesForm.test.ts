import assert from 'node:assert/strict';
import { errorsOf, invalidFields, rulesFieldsOf, withRules } from '../../../src/web/settings/actionRulesForm.ts';

const own = {
  autoExecute: { log_touch: { enabled: true, autoExecuteDelayMinutes: 5 } },
  triggerActions: { champion_cold: 'off' as const },
  undoSeconds: { send_email: 30, log_touch: 0 },
};
const fieldsOf = (settings: object) => rulesFieldsOf(settings, {});

describe('What executes by itself and can be undone, in the settings', () => {
  it('changes alone: what else was chosen stays as it is', () => {
    const fields = fieldsOf(own);
    fields.send_email = { auto: 'after', delayMinutes: '90', undoSeconds: '60' };
    fields.log_touch = { ...fields.log_touch, auto: 'never' };
    fields.notify_rep = { ...fields.notify_rep, undoSeconds: ' 5 ' };
    assert.deepEqual(withRules(own, fields), {
      ...own,
      autoExecute: {
        send_email: { enabled: true, autoExecuteDelayMinutes: 90 },
        log_touch: { enabled: false, autoExecuteDelayMinutes: 5 },
      },
      undoSeconds: { send_email: 60, log_touch: 0, notify_rep: 5 },
    });
    assert.deepEqual(withRules(own, fieldsOf(own)), own, 'and nothing where nothing was');
  });

  it('is inherited where nothing is chosen, and begins with the delay that was inherited', () => {
    const inherited = { autoExecute: { notify_rep: { enabled: true, autoExecuteDelayMinutes: 7 } } };
    assert.deepEqual(rulesFieldsOf({}, inherited).notify_rep, { auto: 'inherit', delayMinutes: '7', undoSeconds: '' });
    const emptied = { ...fieldsOf(own), log_touch: { auto: 'inherit' as const, delayMinutes: '5', undoSeconds: ' ' } };
    assert.deepEqual(withRules(own, emptied), { ...own, autoExecute: {}, undoSeconds: { send_email: 30 } });
  });

  it('takes whole numbers of seconds up to 600 and of minutes up to 10,000', () => {
    const wrong = (some: object) => {
      const fields = fieldsOf(own);
      fields.send_email = { ...fields.send_email, ...some };
      return invalidFields(fields).map(({ field }) => field);
    };
    for (const undoSeconds of ['', '0', '600', ' 10 ']) assert.deepEqual(wrong({ undoSeconds }), []);
    for (const undoSeconds of ['601', '-1', '1.5', 'ten', '1e2'])
      assert.deepEqual(wrong({ undoSeconds }), ['undoSeconds']);
    for (const delayMinutes of ['0', '10000']) assert.deepEqual(wrong({ auto: 'after', delayMinutes }), []);
    for (const delayMinutes of ['', '10001', '-1']) {
      assert.deepEqual(wrong({ auto: 'after', delayMinutes }), ['delayMinutes']);
      assert.deepEqual(wrong({ auto: 'never', delayMinutes }), [], 'which is not looked at then');
    }
  });

  it('shows what the API finds wrong at the field that it names', () => {
    const problem = { type: '', code: 'invalid-request', title: '', status: 400, detail: '', instance: '' };
    const errors = [
      { pointer: '/undoSeconds/send_email', detail: 'too big' },
      { pointer: '/autoExecute/log_touch/autoExecuteDelayMinutes', detail: 'too long' },
    ];
    assert.deepEqual(errorsOf({ ...problem, errors }), {
      send_email: { undoSeconds: 'too big' },
      log_touch: { delayMinutes: 'too long' },
    });
    assert.deepEqual(errorsOf(problem), {});
  });
});
