/** Programs in BottleCRM's virtual environment, each in a group of its own that ends with the run. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Launch, lastLines, launch } from '../../../local/launch.ts';
import { endProcess } from '../../../local/processes.ts';
import { directory, once, running } from '../../support/running.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Where BottleCRM may write: its logs and uploads. */
const workingDirectory = once(() => {
  const dir = join(directory(), 'bottlecrm-files');
  mkdirSync(dir);
  return dir;
});

/** How to start a Python program that sees BottleCRM and what lies beside this file. */
export function pythonLaunch(args: string[], variables: NodeJS.ProcessEnv): Launch {
  const command = process.env.BOTTLECRM_PYTHON;
  if (command === undefined) throw new Error('BOTTLECRM_PYTHON is not set: these tests are run by npm run test:crm');
  const { PATH } = process.env;
  const cwd = workingDirectory();
  const env = {
    PATH,
    PYTHONPATH: HERE,
    PYTHONDONTWRITEBYTECODE: '1',
    DJANGO_SETTINGS_MODULE: 'settings',
    // It would look for an .env file above itself, and find ours.
    PYTHON_DOTENV_DISABLED: '1',
    EMAIL_BACKEND: 'django.core.mail.backends.dummy.EmailBackend',
    SECRET_KEY: 'of a BottleCRM that lives for one run of the tests',
    ...variables,
  };
  return { name: 'BottleCRM', command, args, env, cwd, logFile: join(directory(), 'bottlecrm-python.log') };
}

/**
 * Runs a program to its end.
 * @throws with the end of its log where it fails or takes longer than `timeoutMs`
 */
export async function runPython(args: string[], variables: NodeJS.ProcessEnv, timeoutMs: number): Promise<void> {
  const program = await launch(pythonLaunch(args, variables));
  running.push(program);
  const given = new AbortController();
  const how = await Promise.race([program.ended, delay(timeoutMs, 'too late', { signal: given.signal })]);
  given.abort();
  if (how === 'exit code 0') return;
  await endProcess(program, { politely: 'SIGTERM', graceMs: 5_000 });
  throw new Error(`python ${args.join(' ')}: ${how}\n${lastLines(program.logFile, 15)}`);
}
