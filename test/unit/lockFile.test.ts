import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

interface Locked {
  link?: boolean;
  integrity?: string;
}

for (const path of ['../../package-lock.json', '../prism/package-lock.json', '../node24/package-lock.json']) {
  describe(`the lock file ${path.replace('../', '')}`, () => {
    it('says of every package, of other platforms too, what its bytes must be', () => {
      // The lock file's own format (docs.npmjs.com/cli/configuring-npm/package-lock-json): "" is ourselves.
      const lock = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
        packages: Record<string, Locked>;
      };
      const without = Object.entries(lock.packages)
        .filter(([name, { link, integrity }]) => name !== '' && link !== true && !integrity?.startsWith('sha512-'))
        .map(([name]) => name);
      assert.deepEqual(without, []);
    });
  });
}
