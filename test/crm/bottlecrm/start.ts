/** A real BottleCRM on a port of its own, with an organization, two members and a webhook to Signoff. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, untilReady } from '../../../local/launch.ts';
import { freePort } from '../../../local/ports.ts';
import { directory, running } from '../../support/running.ts';
import { startDatabase } from './database.ts';
import { pythonLaunch, runPython } from './python.ts';

/** What seed.py tells, and where it runs. */
export interface BottleCrm {
  url: string;
  /** A personal access token, with the scopes that docs/bottlecrm.md asks for. */
  token: string;
  /** The session of an administrator who has signed in. */
  session: string;
  /** Signs the webhooks. */
  secret: string;
  orgId: string;
  /** The profile of ana@signoff.test: what owns records. */
  anaId: string;
  endpointId: string;
  accountId: string;
  contactId: string;
  pid: number;
}

/** @param webhookUrl what its events are posted to */
export async function startBottleCrm(webhookUrl: string): Promise<BottleCrm> {
  const database = await startDatabase();
  const file = join(directory(), 'bottlecrm.json');
  const seed = fileURLToPath(new URL('seed.py', import.meta.url));
  await runPython([seed, webhookUrl, file], database, 60_000);

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // Threads, as Signoff asks back what a webhook only names.
  const options = ['--bind', `127.0.0.1:${port}`, '--worker-class', 'gthread', '--threads', '8', '--no-control-socket'];
  const server = await launch(pythonLaunch(['-m', 'gunicorn', ...options, 'application:application'], database));
  running.push(server);
  await untilReady(server, async () => assertAnswers(`${url}/healthz/`), 60_000);
  // As seed.py writes it, beside this file.
  const seeded = JSON.parse(readFileSync(file, 'utf8')) as Omit<BottleCrm, 'url' | 'pid'>;
  return { ...seeded, url, pid: server.pid };
}

async function assertAnswers(url: string): Promise<void> {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (status !== 200) throw new Error(`BottleCRM answers ${status}`);
}
