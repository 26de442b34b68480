import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { type Db, openDb } from '../../../src/store/database/db.ts';
import { insertWorkspace } from '../../../src/store/people/people.ts';
import { directory } from '../../support/running.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers.ts';
import { run } from './run.ts';

describe('CLI: admin crm import', function () {
  this.timeout(120_000);
  this.slow(20_000);
  let database: TestDatabase;
  let db: Db;

  before(async () => {
    database = await createTestDatabase();
    db = openDb({ databaseUrl: database.url, maxConnections: 2, applicationName: 'test', onError: () => {} });
    await insertWorkspace(db, { id: 'acme', name: 'Acme' }, SYSTEM);
  });
  after(async () => {
    await db.destroy();
    await database.drop();
  });

  const company = (i: number) =>
    JSON.stringify({ kind: 'company', record: { id: `c-${i}`, name: `Company ${i}`, domain: `c${i}.test` } });

  async function importing(name: string, lines: string[], ...flags: string[]) {
    const file = join(directory(), name);
    await writeFile(file, `${lines.join('\n')}\n`);
    return run('src/cli/admin.ts', ['crm', 'import', file, ...flags], { env: { DATABASE_URL: database.url } });
  }
  const kept = async () => (await db.selectFrom('crm_inbox').select('event').execute()).map(({ event }) => event);

  it('takes every line as a bulk change, tells how far it is, and a second run takes nothing twice', async () => {
    const lines = Array.from({ length: 1_200 }, (_, i) => company(i));
    const first = await importing('good.jsonl', lines);
    assert.deepEqual([first.code, first.out], [0, '1200 records taken, 0 were here already, 0 left out\n'], first.err);
    assert.match(first.err, /100 %, 1200 lines, \d+ a second/);
    const events = await kept();
    assert.equal(events.length, 1_200);
    assert.ok(events.every(({ bulk }) => bulk === true));
    const second = await importing('good.jsonl', lines);
    assert.equal(second.out, '0 records taken, 1200 were here already, 0 left out\n');
  });

  it('a wrong line is named and nothing of the file is kept, unless wrong lines are to be left out', async () => {
    const before = (await kept()).length;
    const lines = [company(2_000), '{"kind":"planet","record":{}}', '{"kind":"deal","record":{"id":"d"}}', 'no json'];
    const refused = await importing('bad.jsonl', lines);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /^\S*admin: .*line 2: kind must be one of deal, contact, company, engagement\n$/);
    assert.equal((await kept()).length, before);
    const partly = await importing('bad.jsonl', lines, '--skip-bad');
    assert.deepEqual([partly.code, partly.out], [0, '1 records taken, 0 were here already, 3 left out\n']);
    assert.match(partly.err, /line 3 is left out: .*name/);
  });

  it('a file that is not there is a wrong use', async () => {
    const { code, err } = await run('src/cli/admin.ts', ['crm', 'import', '/nowhere'], {
      env: { DATABASE_URL: database.url },
    });
    assert.deepEqual([code, /cannot be read/.test(err)], [2, true]);
  });
});
