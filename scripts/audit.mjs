/**
 * `npm run check:advisories`: whether what runs in production has an advisory of severity high or critical. Where the registry does
 * not answer it says so and fails nothing: what is not known today is asked again by the next run.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from './lib/run.mjs';

const TIMEOUT_MS = 60_000;

const { vulnerabilities, message } = await audit();
if (vulnerabilities === undefined) {
  console.log(
    `advisories: not asked, as the registry gave no answer${message === undefined ? '' : ` (${message.split(' - ', 1)[0]})`}`,
  );
} else {
  const bad = Object.values(vulnerabilities).filter(({ severity }) => severity === 'high' || severity === 'critical');
  for (const { name, severity, range } of bad) console.error(`${name} ${range}: ${severity}`);
  console.log(`advisories: ${bad.length} high or critical of ${Object.keys(vulnerabilities).length}`);
  process.exitCode = bad.length === 0 ? 0 : 1;
}

/** npm exits with 1 both where it found something and where it could not ask; its JSON tells them apart. */
async function audit() {
  const asked = promisify(execFile)('npm', ['audit', '--omit=dev', '--json'], { cwd: ROOT, timeout: TIMEOUT_MS });
  const { stdout } = await asked.catch((error) => ({ stdout: error.stdout ?? '' }));
  try {
    return JSON.parse(stdout);
  } catch {
    return {};
  }
}
