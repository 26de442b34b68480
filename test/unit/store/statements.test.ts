import assert from 'node:assert/strict';
import { createStatements } from '../../../src/store/database/statements.ts';

describe('Prepared statements', () => {
  const named = (text: string, times = 3) => {
    const { nameOf } = createStatements();
    return Array.from({ length: times }, () => nameOf(text)).at(-1);
  };

  it('are those that come again, each by a name of its own', () => {
    assert.equal(named('select 1', 2), undefined);
    const { nameOf } = createStatements();
    const texts = ['select 1', 'select 2', 'select 1', 'select 2', 'select 1', 'select 2'];
    const names = texts.map((text) => nameOf(text)).slice(-2);
    assert.equal(new Set(names).size, 2);
    assert.ok(names.every((name) => name !== undefined));
    assert.equal(nameOf('select 1'), names[0]);
  });

  it('are none that ask for every column, and those that only multiply', () => {
    for (const text of ['select * from "a"', 'select "a".*, 1 as "b" from "a"', 'update "a" set "b" = 1 returning *']) {
      assert.equal(named(text), undefined, text);
    }
    assert.ok(named(`update "a" set "b" = now() + $1 * interval '1 second' returning "c"`));
    assert.ok(named('select count(*) as "n" from "a"'));
  });

  it('are none that look for a text or into the history, as their plan depends on how common what they ask for is', () => {
    assert.equal(named('select "id" from "a" where "text" like lower($1)'), undefined);
    assert.equal(named('select "a"."id" from "b" as "a" order by "a"."left_queue_at" desc'), undefined);
    assert.ok(named('select "a"."left_queue_at" from "b" as "a" order by "a"."created_at" desc'));
    assert.ok(named(`select "id" from "a" where "key" not like 'poll:%'`));
  });

  it('are bounded, as each costs memory in every connection', () => {
    const { nameOf } = createStatements();
    const names = Array.from({ length: 5_000 }, (_, i) => [1, 2, 3].map(() => nameOf(`select ${i}`)).at(-1));
    assert.equal(names.filter((name) => name !== undefined).length, 100);
  });
});
