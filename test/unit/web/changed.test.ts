import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type JsonObject, mergePatch } from '../../../src/domain/json.ts';
import { changed } from '../../../src/web/settings/changed.ts';

describe('What a form of settings has changed', () => {
  it('put onto what is stored leaves what others have changed meanwhile', () => {
    const began = { autoExecute: { send_email: { enabled: true, minutes: 60 } }, undoSeconds: { log_touch: 0 } };
    const now = { ...began, undoSeconds: { log_touch: 5 } };
    const stored = { autoExecute: { send_email: { enabled: false, minutes: 60 } }, undoSeconds: { send_email: 30 } };
    assert.deepEqual(mergePatch(stored, changed(began, now)), {
      autoExecute: { send_email: { enabled: false, minutes: 60 } },
      undoSeconds: { send_email: 30, log_touch: 5 },
    });
  });

  it('takes away what is undefined or gone, and nothing else', () => {
    const began = { digest: true, hours: { days: ['mon'] }, kept: 1 };
    assert.deepEqual(changed(began, { digest: true, kept: 1 }), { hours: null });
    assert.deepEqual(mergePatch(began, changed(began, { kept: 1 })), { kept: 1 });
  });

  it('put onto what it began with gives what the form holds, and where nothing was changed is empty', () => {
    const value = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer(), { maxLength: 3 }));
    const name = fc.constantFrom('a', 'b', 'c');
    const inner = fc.dictionary(name, value, { noNullPrototype: true });
    // What is JSON, and nothing else.
    const settings = fc.dictionary(name, fc.oneof(value, inner), {
      noNullPrototype: true,
    }) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(settings, settings, (began, now) => {
        assert.deepEqual(mergePatch(began, changed(began, now)), now);
        assert.deepEqual(changed(now, now), {});
      }),
    );
  });
});
