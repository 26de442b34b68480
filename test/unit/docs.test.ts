import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOMS } from '../../scripts/lib/rooms.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { MAX_STREAMS_PER_USER } from '../../src/api/routes/events.ts';
import { CONFIG_KEYS, readConfig } from '../../src/config.ts';
import type { FailureKind } from '../../src/domain/delivery.ts';
import { STATUSES, TRANSITIONS } from '../../src/domain/lifecycle.ts';
import { SLACK_SCOPES } from '../../src/integrations/slack/check.ts';
import { SESSION_LIFE_SECONDS } from '../../src/store/access/sessions.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
/** What git knows and what is new; generated and foreign files apart. */
const FILES = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /\.(md|ts|tsx|mjs|sql|yml|css)$|^Dockerfile$|^\.env\.example$/.test(path))
  .filter((path) => !path.endsWith('schema.d.ts') && existsSync(join(ROOT, path)));

describe('the documents', () => {
  it('tell of every room what it may import of ours, as the walls let it', () => {
    const rows = [...read('docs/architecture.md').matchAll(/^\| `([\w./]+?)\/?` \| .* \|(.*)\|$/gm)];
    const told = rows
      .map(([, room = '', column = '']) => [room, column.split(',').map((name) => name.trim())] as const)
      .map(([room, names]) => [room, names.filter((name) => name !== '').sort()] as const)
      // Migrations, tests and benchmarks have no walls.
      .filter(([room, names]) => room in ROOMS || names.length > 0);
    const open = Object.entries(ROOMS).map(([room, targets]) => {
      const ours = targets.filter((target) => target.startsWith('src/'));
      return [room, ours.map((target) => target.replace(/^src\//, '')).sort()] as const;
    });
    assert.deepEqual(Object.fromEntries(told), Object.fromEntries(open));
    assert.equal(told.length, open.length);
  });

  it('draw the lifecycle as its table has it', () => {
    const arrows = [...read('docs/lifecycle.md').matchAll(/^ *(\w+) --> (\w+):/gm)].map(
      ([, from, to]) => `${from} ${to}`,
    );
    const table = STATUSES.flatMap((from) => TRANSITIONS[from].map((to) => `${from} ${to}`));
    assert.deepEqual(arrows.sort(), table.sort());
  });

  it('tell of every kind of failure what one can do', () => {
    const page = read('docs/lifecycle.md');
    // The compiler has the list complete.
    const kinds: Record<FailureKind, true> = {
      permanent: true,
      transient: true,
      'not-executable': true,
      unconfirmed: true,
      terminated: true,
    };
    assert.deepEqual(
      Object.keys(kinds).filter((kind) => !page.includes(`| \`${kind}\` |`)),
      [],
    );
  });

  it('have every file that one of them links to', () => {
    const broken = FILES.filter((path) => path.endsWith('.md')).flatMap((path) =>
      [...read(path).matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(ROOT, dirname(path), target)))
        .map((target) => `${path}: ${target}`),
    );
    assert.deepEqual(broken, []);
  });

  it('have every chapter that code, compose file and image cite, by its heading and never by a number', () => {
    const wrong = FILES.flatMap((path) => {
      const text = read(path);
      const cited = [...text.matchAll(/(docs\/[\w-]+\.md)(?:, "([^"]+)")?/g)]
        .filter(([, file = '', chapter]) => {
          if (!existsSync(join(ROOT, file))) return true;
          return chapter !== undefined && !read(file).match(new RegExp(`^#+ ${chapter}$`, 'm'));
        })
        .map(([citation]) => citation);
      const numbered = [...text.matchAll(/architecture(?:\.md)?, (?:decision )?\d+/gi)].map(([citation]) => citation);
      return [...cited, ...numbered].map((citation) => `${path}: ${citation}`);
    });
    assert.deepEqual(wrong, []);
  });

  it('tell of every setting in docs/operating.md', () => {
    const table = read('docs/operating.md');
    assert.deepEqual(
      CONFIG_KEYS.filter((name) => !table.includes(`\`${name}\``)),
      [],
    );
  });

  it('tell the default of every setting that has one as the code has it', () => {
    const rows = read('docs/operating.md').matchAll(/^\| (`[A-Z].*?`) \| (.*?) \|/gm);
    const told = new Map(
      [...rows].flatMap(([, names = '', defaults = '']) => {
        const of = names.split(', ');
        const values = defaults.split(', ');
        return of.map((name, i) => [name, values.length === of.length ? values[i] : defaults] as const);
      }),
    );
    const defaults = Object.entries(readConfig({ DATABASE_URL: 'postgres://x' }));
    const wrong = defaults.flatMap(([name, value]) => {
      const text = told.get(`\`${name}\``)?.replaceAll('`', '');
      return name === 'DATABASE_URL' || text === String(value) ? [] : [`${name}: ${text} is ${value}`];
    });
    assert.deepEqual(wrong, []);
    assert.ok(defaults.length > 10);
  });

  it('tell how long a session lasts and how many streams one may have as the code has it', () => {
    const text = read('docs/operating.md').replace(/\s+/g, ' ');
    assert.ok(text.includes(`opens a session: ${SESSION_LIFE_SECONDS / 86_400} days at most`));
    assert.ok(text.includes(`at most ${MAX_STREAMS_PER_USER} event streams`));
  });

  it('ask Slack for the scopes that are used, in manifest and guide', () => {
    const manifest = JSON.parse(read('docs/slack/manifest.json'));
    assert.deepEqual([...manifest.oauth_config.scopes.bot].sort(), Object.keys(SLACK_SCOPES).sort());
    const guide = read('docs/slack.md');
    for (const scope of Object.keys(SLACK_SCOPES)) assert.match(guide, new RegExp(`^\\| \`${scope}\` \\|`, 'm'));
  });
});
