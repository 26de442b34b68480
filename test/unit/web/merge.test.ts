import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FieldTexts } from '../../../src/domain/form/patch.ts';
import { begin, change, type Edit, isChanged, rebase, resume, settle } from '../../../src/web/edit/merge.ts';

const NAMES = ['subject', 'body', 'dueAt'];
/** Few enough that both sides often write the same. */
const values: fc.Arbitrary<FieldTexts> = fc.record(
  Object.fromEntries(NAMES.map((name) => [name, fc.constantFrom('', 'a', 'b', 'c')])),
);

const written = (base: FieldTexts, mine: FieldTexts) =>
  NAMES.reduce((edit, name) => change(edit, name, mine[name] ?? ''), begin(1, base));
const conflictOf = (edit: Edit, name: string) => edit.conflicts.find((conflict) => conflict.name === name);

describe('An edit on top of a newer version', () => {
  it('loses no change of either side', () => {
    fc.assert(
      fc.property(values, values, values, (base, mine, theirs) => {
        const merged = rebase(written(base, mine), 2, theirs);
        for (const name of NAMES) {
          const conflict = conflictOf(merged, name);
          if (mine[name] !== base[name]) assert.equal(merged.values[name], mine[name]);
          if (theirs[name] !== base[name]) {
            assert.ok(merged.values[name] === theirs[name] || conflict?.theirs === theirs[name]);
          }
          if (mine[name] === base[name] || theirs[name] === base[name]) assert.equal(conflict, undefined);
        }
      }),
    );
  });

  it('loses no change of either side over several versions', () => {
    fc.assert(
      fc.property(values, values, values, values, (base, mine, second, third) => {
        const merged = rebase(rebase(written(base, mine), 2, second), 3, third);
        for (const name of NAMES) {
          if (merged.values[name] === third[name]) continue;
          const isOnlyMine = third[name] === base[name] && second[name] === base[name];
          assert.ok(isOnlyMine || conflictOf(merged, name)?.theirs === third[name], name);
          assert.equal(merged.values[name], mine[name]);
        }
        assert.equal(merged.version, 3);
        assert.deepEqual(merged.base, third);
      }),
    );
  });

  it('says which fields it has taken over', () => {
    const base = { subject: 'a', body: 'a', dueAt: 'a' };
    const merged = rebase(change(begin(1, base), 'subject', 'b'), 2, { subject: 'a', body: 'c', dueAt: 'a' });
    assert.deepEqual(merged.taken, ['body']);
    assert.deepEqual(merged.values, { subject: 'b', body: 'c', dueAt: 'a' });
  });

  it('keeps a conflict open while the text is written back to what it was', () => {
    const clash = rebase(change(begin(1, { subject: 'a' }), 'subject', 'b'), 2, { subject: 'c' });
    const writtenBack = rebase(change(clash, 'subject', 'a'), 3, { subject: 'd' });
    assert.deepEqual(writtenBack.conflicts, [{ name: 'subject', base: 'a', theirs: 'd' }]);
  });

  it('settles a conflict with the text as it stands, or with theirs', () => {
    const clash = rebase(change(begin(1, { subject: 'a' }), 'subject', 'b'), 2, { subject: 'c' });
    const mine = settle(change(clash, 'subject', 'b and c'), 'subject', 'mine');
    assert.deepEqual([mine.values.subject, mine.conflicts, isChanged(mine)], ['b and c', [], true]);
    const theirs = settle(clash, 'subject', 'theirs');
    assert.deepEqual([theirs.values.subject, theirs.conflicts, isChanged(theirs)], ['c', [], false]);
  });

  it('is the very same where there is nothing new, and where the version is an older one', () => {
    fc.assert(
      fc.property(values, values, values, (base, mine, theirs) => {
        const merged = rebase(written(base, mine), 2, theirs);
        assert.equal(rebase(merged, 2, theirs), merged);
        assert.equal(rebase(merged, 1, base), merged);
      }),
    );
  });

  it('learns texts of its own version that come late', () => {
    const early = rebase(begin(1, { subject: 'a' }), 2, { subject: 'a' });
    assert.equal(rebase(early, 2, { subject: 'b' }).values.subject, 'b');
  });
});

describe('An edit that was kept', () => {
  it('goes on where it was, on the version of now', () => {
    const kept = change(begin(1, { subject: 'a', body: 'a' }), 'subject', 'b');
    const resumed = resume(kept, begin(2, { subject: 'a', body: 'c' }));
    assert.deepEqual(resumed.values, { subject: 'b', body: 'c' });
    assert.equal(resumed.version, 2);
  });

  it('keeps a conflict that was not settled yet', () => {
    const clash = rebase(change(begin(1, { subject: 'a' }), 'subject', 'b'), 2, { subject: 'c' });
    assert.deepEqual(resume(clash, begin(2, { subject: 'c' })), clash);
  });

  it('changes no field that it does not know, and brings back none that is gone', () => {
    const kept = change(begin(1, { subject: 'a', gone: 'x' }), 'gone', 'y');
    const resumed = resume(kept, begin(1, { subject: 'a', fresh: 'z' }));
    assert.deepEqual(resumed.values, { subject: 'a', fresh: 'z' });
    assert.equal(isChanged(resumed), false);
  });
});
