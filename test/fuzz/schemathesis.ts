/** One run of Schemathesis as a process, and what it found. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

export interface Fuzzing {
  url: string;
  token: string;
  /** Ids that are there: every other one names nothing. */
  ids: { actionId: string; alertId: string };
  seed: number;
  seconds: number;
}

export interface Found {
  cases: number;
  operations: number;
  verdict: 'passed' | 'failed';
}

/** Against what the document says, and 5xx. Whether wrong input is refused the product's own tests judge better. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

/** Streams that do not end; what stops the run's own credential; and what is signed, not authorised. */
const LEFT_OUT = ['GET /api/events', 'DELETE /api/sessions', 'POST /api/people/{id}/sign-out'];

/** Runs it with its output on ours. */
export async function fuzz({ url, token, ids, seed, seconds }: Fuzzing): Promise<Found> {
  const headers = { authorization: `Bearer ${token}` };
  const dir = await mkdtemp(join(tmpdir(), 'signoff-fuzz-'));
  try {
    const config = join(dir, 'schemathesis.toml');
    await writeFile(config, configOf(ids));
    const [document, report] = [join(dir, 'openapi.json'), join(dir, 'report.json')];
    await writeFile(document, withoutUnicodeClasses(await (await fetch(`${url}/openapi.json`, { headers })).text()));
    const args = [
      ...['-m', 'schemathesis.cli', '--config-file', config, 'run', document, '--url', url],
      ...['--header', `Authorization: ${headers.authorization}`, '--checks', CHECKS.join(',')],
      ...['--phases', 'examples,coverage,fuzzing', '--seed', String(seed), '--max-time', String(seconds)],
      ...['--continue-on-failure', '--report-json-path', report, '--generation-database', 'none', '--no-color'],
      ...['--suppress-health-check', 'all', '--warnings', 'off', '--workers', '2'],
      ...LEFT_OUT.flatMap((operation) => ['--exclude-name', operation]),
    ];
    // Chosen by scripts/testFuzz.mjs.
    const child = spawn(process.env.SCHEMATHESIS_PYTHON ?? 'python3', args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      cwd: dir,
    });
    const [code] = await once(child, 'close');
    const { cases, operations } = counted(JSON.parse(await readFile(report, 'utf8')));
    return { cases, operations, verdict: code === 0 ? 'passed' : 'failed' };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function configOf({ actionId, alertId }: Fuzzing['ids']): string {
  return `
[[operations]]
include-path-regex = "/autonomous-actions/"
parameters = { "path.id" = "${actionId}" }

[[operations]]
include-path-regex = "/alerts/"
parameters = { "path.id" = "${alertId}" }

[[operations]]
include-path-regex = "/people/"
parameters = { "path.id" = "ben" }
`;
}

/** Its generator of texts knows no Unicode classes; control characters, the only one that ours name, are two ranges. */
function withoutUnicodeClasses(document: string): string {
  return document.replaceAll(String.raw`\\p{Cc}`, String.raw`\\u0000-\\u001f\\u007f-\\u009f`);
}

const reported = z.object({
  operations: z.object({ tested: z.number() }),
  test_cases: z.object({ generated: z.number() }),
});

function counted(report: unknown): { cases: number; operations: number } {
  const { operations, test_cases: cases } = reported.parse(report);
  return { cases: cases.generated, operations: operations.tested };
}
