/** `node sdkDownload.mjs VERSION DIR`: has the Temporal SDK download the CLI, and leaves it as DIR/temporal. */
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Runtime } from '@temporalio/worker';

const [version, dir] = process.argv.slice(2);
const runtime = Runtime.instance();
const dayMs = 86_400_000;
try {
  const exe = { type: 'cached-download', downloadDir: dir, version: `v${version}`, ttl: dayMs };
  const server = await runtime.createEphemeralServer({
    type: 'dev-server',
    exe: { ...exe, sdkName: 'sdk-typescript', sdkVersion: version },
    namespace: 'default',
    ip: '127.0.0.1',
    port: null,
    uiPort: null,
    dbFilename: null,
    ui: false,
    log: { format: 'pretty', level: 'error' },
    extraArgs: [],
  });
  await runtime.shutdownEphemeralServer(server);
  const [downloaded] = readdirSync(dir);
  renameSync(join(dir, downloaded), join(dir, 'temporal'));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.exit(0);
