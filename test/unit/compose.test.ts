import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MALLOC_ARENA_MAX, NODE_OPTIONS } from '../../local/nodeOptions.ts';
import { readConfig } from '../../src/config.ts';
import { readCompose, rootFile, variablesOf } from './cli/composeFile.ts';

const SECRETS = {
  POSTGRES_PASSWORD: 'owner-secret',
  POSTGRES_APP_PASSWORD: 'app-secret',
  TEMPORAL_POSTGRES_PASSWORD: 'temporal-secret',
  SECRET_KEY: randomBytes(32).toString('base64'),
};
/** The SDK's shutdownForceTime lies so much above the grace: see temporal/createWorker.ts. */
const FORCE_AFTER_GRACE_SECONDS = 5;

describe('docker-compose.yml', () => {
  const { services, volumes } = readCompose(SECRETS);
  const { api, worker, migrate } = services;
  const configKeys = [...rootFile('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name);

  it('configures API and worker completely', () => {
    assert.ok(configKeys.length > 15 && configKeys.includes('DATABASE_URL'));
    // What the other of the two has alone: what listens to the world opens no mailbox and signs no mail.
    for (const [environment, others] of [
      [api?.environment, ['DKIM_DOMAIN', 'DKIM_PRIVATE_KEY', 'DKIM_SELECTOR', 'SECRET_KEY']],
      [worker?.environment, ['OIDC_PROVIDERS', 'TOKEN_SIGN_IN']],
    ] as const) {
      assert.ok(environment !== undefined);
      const config = readConfig(environment);
      assert.equal(config.DATABASE_URL, 'postgresql://signoff_app:app-secret@postgres:5432/signoff');
      assert.ok(!JSON.stringify(environment).includes('owner-secret'), 'only migrations know the owner’s password');
      // The image sets this one.
      const missing = configKeys.filter((name) => name !== 'NODE_ENV' && !(name in environment));
      assert.deepEqual(missing.sort(), others);
      assert.equal(environment.TEMPORAL_ADDRESS, 'temporal:7233');
    }
    assert.equal(migrate?.environment.DATABASE_URL, api?.environment.DATABASE_URL);
    assert.equal(
      migrate?.environment.MIGRATION_DATABASE_URL,
      'postgresql://signoff:owner-secret@postgres:5432/signoff',
    );
    assert.match(rootFile('Dockerfile'), /^ENV NODE_ENV=production /m);
  });

  it('demands every secret, and holds none', () => {
    const { required } = variablesOf(rootFile('docker-compose.yml'));
    assert.deepEqual(required, Object.keys(SECRETS).sort());
    for (const name of required) assert.throws(() => readCompose({ ...SECRETS, [name]: '' }), new RegExp(name));
    for (const { environment } of Object.values(readCompose(SECRETS).services)) {
      for (const [name, value] of Object.entries(environment)) {
        if (/PASSWORD|PWD|KEY|TOKEN(?!_SIGN_IN)/.test(name))
          assert.ok(['', ...Object.values(SECRETS)].includes(value), name);
      }
    }
  });

  it('has a health check for every service that stays, and waits for those that do not', () => {
    const awaited = Object.values(services).flatMap(({ depends_on }) => Object.entries(depends_on));
    for (const [name, { restart, healthcheck }] of Object.entries(services)) {
      const conditions = awaited.filter(([of]) => of === name).map(([, { condition }]) => condition);
      const isOneShot = restart?.startsWith('on-failure') === true;
      if (isOneShot) assert.deepEqual([...new Set(conditions)], ['service_completed_successfully'], name);
      else assert.ok(healthcheck?.test !== undefined && healthcheck.disable !== true, name);
    }
    for (const [name] of awaited) assert.ok(name in services, name);
  });

  it('gives the worker more time to stop than it takes to drain', () => {
    for (const service of [api, worker]) {
      const graceSeconds = Number(service?.environment.SHUTDOWN_GRACE_SECONDS);
      const stopSeconds = Number(/^(\d+)s$/.exec(service?.stop_grace_period ?? '')?.[1]);
      assert.ok(stopSeconds > graceSeconds + FORCE_AFTER_GRACE_SECONDS, `${stopSeconds} s for ${graceSeconds} s`);
    }
  });

  it('starts what the build makes, publishes ports on this machine only, and keeps state in volumes', () => {
    for (const { command = [], ports, volumes: mounted } of Object.values(services)) {
      const script = command.find((word) => word.startsWith('dist/'));
      const source = script?.replace(/^dist\//, '../../src/').replace(/\.js$/, '.ts');
      if (source !== undefined) assert.ok(existsSync(fileURLToPath(new URL(source, import.meta.url))), script);
      for (const port of ports) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/);
      for (const mount of mounted) assert.ok((mount.split(':')[0] ?? '') in volumes, mount);
    }
  });

  it('is explained by .env.example: every variable of ours and of Temporal, no secret filled in', () => {
    const lines = rootFile('.env.example').split('\n');
    const documented = lines.flatMap((line) => /^#?([A-Z][A-Z_]+)=/.exec(line)?.[1] ?? []);
    const { all } = variablesOf(rootFile('docker-compose.yml'));
    const needed = [...configKeys, ...all, 'TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'TEMPORAL_API_KEY'];
    assert.deepEqual(
      needed.filter((name) => !documented.includes(name)),
      [],
    );
    for (const name of Object.keys(SECRETS)) assert.ok(lines.includes(`${name}=`), name);
  });
});

describe('Dockerfile', () => {
  const stages = rootFile('Dockerfile').split(/^(?=FROM )/m);

  it('runs as another user than root, in the runtime and in the mailbox', () => {
    const { services } = readCompose(SECRETS);
    const targets = Object.values(services).flatMap(({ build }) => build?.target ?? []);
    assert.deepEqual([...new Set(targets)].sort(), ['mailbox', 'runtime']);
    for (const target of targets) {
      const stage = stages.find((text) => text.split('\n')[0]?.endsWith(` AS ${target}`));
      assert.match(stage ?? '', /^USER node$/m, target);
      assert.match(stage ?? '', /^HEALTHCHECK /m, target);
    }
    assert.match(stages.at(-1) ?? '', / AS runtime\n/);
  });

  it('runs Node as the local stack and the benchmarks do', () => {
    assert.ok(
      rootFile('Dockerfile').includes(`ENV NODE_OPTIONS="${NODE_OPTIONS}" MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX}\n`),
    );
  });

  it('copies only what .dockerignore lets in', () => {
    const letIn = rootFile('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    const copied = stages
      .flatMap((stage) => [...stage.matchAll(/^COPY (?!--from)(.+) \S+$/gm)])
      .flatMap(([, paths = '']) => paths.split(' '));
    for (const path of copied.filter((each) => each !== '.')) assert.ok(letIn.includes(`!${path}`), path);
    for (const path of letIn) assert.ok(existsSync(fileURLToPath(new URL(`../../${path.slice(1)}`, import.meta.url))));
  });
});
