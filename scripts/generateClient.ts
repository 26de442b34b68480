/** `npm run generate`: src/web/api/schema.d.ts, the types of the API's client, from the API's own OpenAPI document. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApiDocument } from './lib/openApi.ts';
import { main, ROOT, run, SetupError } from './lib/run.mjs';

/** A package of its own: the generator needs the compiler API of TypeScript 5, which TypeScript 7 has not. */
const GENERATOR = join(ROOT, 'scripts', 'client');
const CLIENT = join(ROOT, 'src', 'web', 'api', 'schema.d.ts');

await main(async () => {
  const { text, sha256 } = await openApiDocument();
  if (!existsSync(join(GENERATOR, 'node_modules'))) {
    await mustRun('npm', ['ci', '--prefix', GENERATOR, '--no-audit', '--no-fund']);
  }
  const dir = mkdtempSync(join(tmpdir(), 'signoff-client-'));
  try {
    const [document, types] = [join(dir, 'openapi.json'), join(dir, 'schema.d.ts')];
    writeFileSync(document, text);
    const cli = join(GENERATOR, 'node_modules', 'openapi-typescript', 'bin', 'cli.js');
    await mustRun(process.execPath, [cli, document, '--output', types]);
    writeFileSync(
      CLIENT,
      `/** Made by \`npm run generate\` from the OpenAPI document with SHA-256 ${sha256}. */\n${readFileSync(types, 'utf8')}`,
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
});

async function mustRun(command: string, args: string[]): Promise<void> {
  const code = await run(command, args);
  if (code !== 0) throw new SetupError(`${command} ${args[0]} failed with exit code ${code}`);
}
