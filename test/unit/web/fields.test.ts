import assert from 'node:assert/strict';
import { z } from 'zod';
import { ACTION_TYPES } from '../../../src/domain/actionTypes.ts';
import { type Field, fieldsOf } from '../../../src/domain/form/fields.ts';
import { paramsSchemas } from '../../../src/domain/params/schemas.ts';
import { errorsByField, flawOf } from '../../../src/web/edit/check.ts';

const formOf = (actionType: keyof typeof paramsSchemas) =>
  fieldsOf(z.toJSONSchema(paramsSchemas[actionType], { io: 'input' }));

function fieldIn(actionType: keyof typeof paramsSchemas, name: string): Field {
  const field = formOf(actionType).find((one) => one.name === name);
  assert.ok(field, `${actionType} has ${name}`);
  return field;
}

describe('The form of an action type', () => {
  it('has a control for every parameter of every action type', () => {
    for (const actionType of ACTION_TYPES) {
      const names = formOf(actionType).map(({ name }) => name);
      assert.deepEqual(names.toSorted(), Object.keys(paramsSchemas[actionType].shape).toSorted());
    }
  });

  it('shows what one changes first, in that order, and folds the rest', () => {
    const mainOf = (actionType: keyof typeof paramsSchemas) =>
      formOf(actionType)
        .filter(({ isMain }) => isMain)
        .map(({ name }) => name);
    assert.deepEqual(mainOf('send_email'), ['subject', 'body', 'contactEmail', 'urgency']);
    assert.deepEqual(mainOf('create_followup_task'), ['subject', 'body', 'contactEmail', 'dueAt', 'urgency']);
    assert.deepEqual(mainOf('log_touch'), ['subject', 'body', 'contactEmail', 'touchType', 'occurredAt', 'urgency']);
    const form = formOf('send_email');
    assert.ok(form.findLastIndex(({ isMain }) => isMain) < form.findIndex(({ isMain }) => !isMain));
  });

  it('never folds what is required', () => {
    const [field] = fieldsOf({ properties: { reference: { type: 'string' } }, required: ['reference'] });
    assert.equal(field?.isMain, true);
  });

  it('chooses each control by the schema', () => {
    assert.equal(fieldIn('send_email', 'subject').control, 'line');
    assert.equal(fieldIn('send_email', 'body').control, 'text');
    assert.equal(fieldIn('send_email', 'contactEmail').control, 'email');
    assert.equal(fieldIn('create_followup_task', 'dueAt').control, 'time');
    assert.deepEqual(fieldIn('log_touch', 'touchType').choices, ['note', 'meeting', 'call', 'email', 'form']);
    assert.equal(fieldsOf({ properties: { any: { type: 'string' } } })[0]?.control, 'text', 'without a limit');
  });

  it('leaves out what is no text, and survives a schema without properties', () => {
    assert.deepEqual(fieldsOf({ properties: { size: { type: 'number' }, odd: true } }), []);
    assert.deepEqual(fieldsOf({}), []);
  });
});

describe('The check before saving', () => {
  it('finds what the schema refuses', () => {
    assert.equal(flawOf(fieldIn('send_email', 'subject'), ''), 'required');
    assert.equal(flawOf(fieldIn('send_email', 'subject'), 'x'.repeat(301)), 'tooLong');
    assert.equal(flawOf(fieldIn('send_email', 'subject'), 'two\nlines'), 'characters');
    assert.equal(flawOf(fieldIn('send_email', 'contactEmail'), 'dana@'), 'email');
    assert.equal(flawOf(fieldIn('create_followup_task', 'dueAt'), 'tomorrow'), 'time');
  });

  it('lets pass what the schema allows, and what is empty and optional', () => {
    assert.equal(flawOf(fieldIn('send_email', 'subject'), 'x'.repeat(300)), null);
    assert.equal(flawOf(fieldIn('send_email', 'body'), 'two\nlines'), null);
    assert.equal(flawOf(fieldIn('send_email', 'contactEmail'), 'dana@acme.test'), null);
    assert.equal(flawOf(fieldIn('create_followup_task', 'dueAt'), '2026-12-01T09:00:00.000Z'), null);
    assert.equal(flawOf(fieldIn('notify_rep', 'subject'), ''), null);
  });

  it('puts each of the API’s errors beside its field, and loses none', () => {
    const fields = fieldsOf({ properties: { subject: { type: 'string' }, 'a/b~': { type: 'string' } } });
    const errors = [
      { pointer: '/params/subject', detail: 'too long' },
      { pointer: '/params/subject', detail: 'and wrong' },
      { pointer: '/params/a~1b~0', detail: 'odd' },
      { pointer: '/params/unknown', detail: 'not known' },
      { pointer: '/version', detail: 'no number' },
    ];
    assert.deepEqual(errorsByField(errors, fields), {
      byField: { subject: 'too long; and wrong', 'a/b~': 'odd' },
      others: ['not known', 'no number'],
    });
  });
});
