import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { commandLine } from '../../../src/cli/commandLine.ts';

describe('a command line for people', () => {
  const line = (env: NodeJS.ProcessEnv, isBuild = false) => commandLine('admin', ['user', 'list'], { env, isBuild });

  it('names DATA_DIR where it is not the default, so that it works in another terminal', () => {
    assert.equal(line({}), 'npm run --silent admin -- user list');
    assert.equal(line({ DATA_DIR: resolve('.data') }), 'npm run --silent admin -- user list');
    assert.equal(line({ DATA_DIR: '/tmp/two' }), 'DATA_DIR=/tmp/two npm run --silent admin -- user list');
    assert.equal(line({ DATA_DIR: 'two' }), `DATA_DIR=${resolve('two')} npm run --silent admin -- user list`);
    assert.equal(line({ DATA_DIR: "/tmp/a b's" }), `DATA_DIR='/tmp/a b'\\''s' npm run --silent admin -- user list`);
    assert.equal(commandLine('demo', [], { env: { DATA_DIR: '/tmp/two' } }), 'DATA_DIR=/tmp/two npm run demo');
  });

  it('leaves DATA_DIR out where DATABASE_URL says which installation is meant', () => {
    const env = { DATA_DIR: '/tmp/two', DATABASE_URL: 'postgresql://localhost/signoff' };
    assert.equal(line(env), 'npm run --silent admin -- user list');
  });

  it('is Node’s in a build, where there is no npm script', () => {
    assert.equal(line({ DATA_DIR: '/tmp/two' }, true), 'node dist/cli/admin.js user list');
    assert.equal(commandLine('migrate', [], { env: {}, isBuild: true }), 'node dist/cli/migrate.js');
  });
});
