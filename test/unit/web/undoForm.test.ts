import assert from 'node:assert/strict';
import { errorsOf, invalidFields, undoFieldsOf, withUndo } from '../../../src/web/dialogs/undoForm.ts';

const own = {
  autoExecute: { log_touch: { enabled: true, autoExecuteDelayMinutes: 5 } },
  triggerActions: { champion_cold: 'off' as const },
  undoSeconds: { send_email: 30, log_touch: 0 },
};

describe('The undo windows in the settings', () => {
  it('change alone: what else was chosen stays as it is', () => {
    const fields = { ...undoFieldsOf(own), send_email: '60', notify_rep: ' 5 ' };
    assert.deepEqual(withUndo(own, fields), { ...own, undoSeconds: { send_email: 60, log_touch: 0, notify_rep: 5 } });
  });

  it('are as the workspace has them where a field is empty', () => {
    assert.equal(undoFieldsOf({}).send_email, '');
    assert.deepEqual(withUndo(own, { ...undoFieldsOf(own), send_email: ' ' }).undoSeconds, { log_touch: 0 });
  });

  it('are whole numbers from 0 to 600', () => {
    const wrong = (text: string) => invalidFields({ ...undoFieldsOf(own), send_email: text });
    for (const text of ['', '0', '600', ' 10 ']) assert.deepEqual(wrong(text), []);
    for (const text of ['601', '-1', '1.5', 'ten', '1e2']) assert.deepEqual(wrong(text), ['send_email']);
  });

  it('show what the API finds wrong at the field that it names', () => {
    const problem = { type: '', code: 'invalid-request', title: '', status: 400, detail: '', instance: '' };
    const errors = [{ pointer: '/undoSeconds/send_email', detail: 'too big' }];
    assert.deepEqual(errorsOf({ ...problem, errors }), { send_email: 'too big' });
    assert.deepEqual(errorsOf(problem), {});
  });
});
