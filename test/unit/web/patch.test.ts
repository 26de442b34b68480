import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fieldsOf } from '../../../src/domain/form/fields.ts';
import { patchOf, toValues } from '../../../src/domain/form/patch.ts';
import { mergePatch } from '../../../src/domain/json.ts';

const fields = fieldsOf({
  properties: { subject: { type: 'string' }, body: { type: 'string' }, reason: { type: 'string' } },
  required: ['subject'],
});

/** As a textarea gives it: its line breaks are "\n". */
const text = fc.string({ unit: 'grapheme' }).map((written) => written.replace(/\r\n?/g, '\n'));
const params = fc.record(
  { subject: fc.string(), body: fc.string(), other: fc.integer() },
  { requiredKeys: ['subject'], noNullPrototype: true },
);
const values = fc.record({ subject: text, body: text, reason: text }, { noNullPrototype: true });

function applied(base: Record<string, string | number>, patch: ReturnType<typeof patchOf>): Record<string, unknown> {
  const merged = mergePatch(base, patch);
  assert.ok(typeof merged === 'object' && merged !== null && !Array.isArray(merged));
  return merged;
}

describe('The patch of an edit', () => {
  it('gives the edit when it is applied to what the edit was begun on', () => {
    fc.assert(
      fc.property(params, values, (base, edited) => {
        const result = applied(base, patchOf(toValues(base, fields), edited, fields));
        assert.deepEqual(toValues(result, fields), edited);
        assert.equal(result.other, base.other, 'what has no field stays');
      }),
    );
  });

  it('holds nothing that nobody has changed', () => {
    fc.assert(
      fc.property(params, values, (base, edited) => {
        const shown = toValues(base, fields);
        assert.deepEqual(patchOf(shown, shown, fields), {});
        const changed = fields.map(({ name }) => name).filter((name) => shown[name] !== toValues(edited, fields)[name]);
        assert.deepEqual(Object.keys(patchOf(shown, edited, fields)).toSorted(), changed.toSorted());
      }),
    );
  });

  it('removes an optional parameter that was emptied', () => {
    assert.deepEqual(patchOf({ subject: 'Hi', body: 'Text' }, { subject: 'Hi', body: '' }, fields), { body: null });
  });

  it('is empty where a draft’s line breaks differ from a textarea’s only', () => {
    const base = toValues({ subject: 'Hi', body: 'one\r\ntwo\rthree' }, fields);
    assert.deepEqual(patchOf(base, { ...base, body: 'one\ntwo\nthree' }, fields), {});
  });

  it('shows the schema’s default where nothing is given, without making it a change', () => {
    const urgency = fieldsOf({
      properties: { urgency: { type: 'string', enum: ['low', 'normal'], default: 'normal' } },
    });
    assert.deepEqual(toValues({}, urgency), { urgency: 'normal' });
    assert.deepEqual(patchOf(toValues({}, urgency), { urgency: 'normal' }, urgency), {});
  });
});
