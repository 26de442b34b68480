import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { importsOf, sourceFiles } from '../../../scripts/lib/imports.mjs';
import { OUT_OF_REACH, ROOMS } from '../../../scripts/lib/rooms.mjs';
import { ROOT } from '../../../scripts/lib/run.mjs';
import { brokenRules } from '../../../scripts/lib/walls.mjs';

interface Import {
  from: string;
  to: string;
  isType: boolean;
}

const broken = (...imports: Import[]) => brokenRules(imports, ROOMS, OUT_OF_REACH);
const fileIn = (room: string) => (room.endsWith('.ts') ? room : `${room}/some.ts`);

describe('the walls between the rooms', () => {
  it('are closed wherever rooms.mjs does not open them, for types as well', () => {
    const rooms = Object.keys(ROOMS);
    for (const room of rooms) {
      for (const other of rooms.filter((each) => each !== room)) {
        for (const isType of [false, true]) {
          const found = broken({ from: fileIn(room), to: fileIn(other), isType });
          assert.equal(found.length, ROOMS[room]?.includes(other) ? 0 : 1, `${room} → ${other}: ${found}`);
        }
      }
    }
  });

  it('keep apart what docs/architecture.md keeps apart', () => {
    const apart = [
      'domain → store',
      'domain → detection',
      'detection → drafting',
      'drafting → store',
      'workflows → store',
      'workflows → integrations',
      'integrations → store',
      'store → integrations',
      'store → temporal',
      'activities → temporal',
      'activities → workflows',
      'temporal → api',
      'api → activities',
      'web → api',
      'web → store',
      'cli → api',
      'cli → temporal',
      'api → cli',
      'domain → domain/params',
      'workflows → domain/params',
    ];
    for (const wall of apart) {
      const [from = '', to = ''] = wall.split(' → ').map((room) => fileIn(`src/${room}`));
      assert.deepEqual(broken({ from, to, isType: true }).length, 1, wall);
    }
    assert.equal(broken({ from: 'src/server.ts', to: 'local/stack.ts', isType: false }).length, 1);
    assert.equal(broken({ from: 'src/store/people/people.ts', to: 'test/support/servers.ts', isType: true }).length, 1);
  });

  it('let workflows see the contract of the activities and nothing else of them', () => {
    const imported = (name: string) => ({
      from: 'src/workflows/some.ts',
      to: `src/activities/${name}.ts`,
      isType: true,
    });
    assert.deepEqual(broken(imported('contract'), imported('crmIn/contract')), []);
    assert.equal(broken(imported('execute')).length, 1);
  });

  it('close a new room and a new file beside the rooms until they are given what they may', () => {
    const novel = 'src/novel/some.ts';
    assert.deepEqual(broken({ from: novel, to: 'src/domain/decide.ts', isType: true }), [
      `${novel}: is in no room, so it may not import src/domain/decide.ts`,
    ]);
    assert.equal(broken({ from: novel, to: 'zod', isType: false }).length, 1);
    assert.equal(broken({ from: 'src/api/app.ts', to: novel, isType: false }).length, 1);
    assert.equal(broken({ from: 'src/novel.ts', to: 'node:fs', isType: false }).length, 1);
  });

  it('name the packages of each room', () => {
    assert.equal(broken({ from: 'src/domain/decide.ts', to: 'zod', isType: false }).length, 1);
    assert.equal(broken({ from: 'src/api/app.ts', to: 'kysely', isType: true }).length, 1);
    assert.deepEqual(broken({ from: 'src/store/people/people.ts', to: 'kysely', isType: false }), []);
    assert.deepEqual(broken({ from: 'src/store/people/people.ts', to: 'node:fs', isType: false }), []);
  });

  it('keep zod and Node out of workflows and the browser by every way that is left at run time', () => {
    for (const room of ['workflows', 'web']) {
      const way = (isType: boolean) => [
        { from: `src/${room}/some.ts`, to: 'src/domain/a.ts', isType: false },
        { from: 'src/domain/a.ts', to: 'src/domain/b.ts', isType },
        { from: 'src/domain/b.ts', to: 'node:crypto', isType: false },
      ];
      assert.deepEqual(broken(...way(true)), []);
      assert.deepEqual(broken(...way(false)), [
        `src/${room}/some.ts: reaches src/domain/a.ts → src/domain/b.ts → node:crypto`,
      ]);
    }
  });

  it('let no files import each other in a circle, not even for types', () => {
    const circle = [
      { from: 'src/domain/a.ts', to: 'src/domain/b.ts', isType: true },
      { from: 'src/domain/b.ts', to: 'src/domain/c.ts', isType: false },
      { from: 'src/domain/c.ts', to: 'src/domain/a.ts', isType: true },
    ];
    assert.deepEqual(broken(...circle), ['src/domain/a.ts → src/domain/b.ts → src/domain/c.ts → src/domain/a.ts']);
    assert.deepEqual(broken(...circle.slice(1)), []);
  });

  it('are told of in docs/architecture.md, room by room', () => {
    const table = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
    for (const room of Object.keys(ROOMS)) {
      assert.ok(table.includes(`\`${room}${room.endsWith('.ts') ? '' : '/'}\``), room);
    }
  });
});

describe('reading imports', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'signoff-imports-'));
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const written = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  it('finds every form of them, and which are types alone', () => {
    const forms: [text: string, isType: boolean][] = [
      ["import { a } from '../x.ts';", false],
      ["import type { A } from '../x.ts';", true],
      ["import { type A } from '../x.ts';", true],
      ["import { type A, a } from '../x.ts';", false],
      ["import '../x.ts';", false],
      ["import * as x from '../x.ts';", false],
      ["export * from '../x.ts';", false],
      ["export { a } from '../x.ts';", false],
      ["export type { A } from '../x.ts';", true],
      ["const x = await import('../x.ts');", false],
      ["type A = import('../x.ts').A;", true],
    ];
    for (const [text, isType] of forms) {
      written('src/rooms/form.ts', `${text}\n`);
      assert.deepEqual(
        importsOf(root, ['src/rooms/form.ts']),
        [{ from: 'src/rooms/form.ts', to: 'src/x.ts', isType }],
        text,
      );
    }
    written(
      'src/rooms/form.ts',
      "import a from '@scope/name/deep';\nimport b from 'name/deep';\nimport c from 'node:fs/promises';\n",
    );
    assert.deepEqual(
      importsOf(root, ['src/rooms/form.ts']).map(({ to }: Import) => to),
      ['@scope/name', 'name', 'node:fs/promises'],
    );
  });

  it('reads all files of a folder, and refuses one that it cannot read', () => {
    written('src/deep/deeper/a.tsx', 'export const a = <p>1</p>;\n');
    written('src/deep/b.d.ts', 'export {};\n');
    assert.deepEqual(sourceFiles(root, ['src/deep']), ['src/deep/deeper/a.tsx']);
    written('src/deep/bad.ts', 'import { from;\n');
    assert.throws(() => importsOf(root, ['src/deep/bad.ts']), /^Error: src\/deep\/bad\.ts: /);
  });

  it('is of this repository, whose walls npm run check calls', () => {
    const files = execFileSync('git', ['ls-files', 'src/*.ts', 'src/*.tsx', 'local/*.ts'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const known = new Set(sourceFiles(ROOT, ['src', 'local']));
    const missing = files.split('\n').filter((file) => file !== '' && !file.endsWith('.d.ts') && !known.has(file));
    assert.deepEqual(missing, []);
    const { status, stderr } = spawnSync(process.execPath, ['scripts/walls.mjs'], { cwd: ROOT, encoding: 'utf8' });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.match(
      readFileSync(join(ROOT, 'scripts/lib/checks.mjs'), 'utf8'),
      /\['walls', 'scripts\/walls\.mjs', \[\]\]/,
    );
  });
});
