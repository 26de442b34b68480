import { relative } from 'node:path';
import { commandLine } from '../src/cli/commandLine.ts';
import { failedActionsUrl } from '../src/temporal/webUi.ts';
import type { DataDir } from './dataDir.ts';
import type { StackFile } from './stackFile.ts';
import { TOKEN_OWNERS, type Tokens } from './tokens.ts';

/** What a person is told when the stack is ready, with the time since this process began. */
export function summary(stack: Omit<StackFile, 'pids'>, dir: DataDir): string {
  const where = shortest(dir.root);
  const rows: [string, string][] = [
    ['Queue', `${stack.apiUrl}/`],
    ['API', `${stack.apiUrl}/api`],
    ['API docs', `${stack.apiUrl}/docs`],
    ['Temporal', stack.temporalUiUrl],
    ['Failed actions', failedActionsUrl({ url: stack.temporalUiUrl, namespace: 'default' })],
    ['Mailbox', `${stack.mailboxUrl}/`],
    ['Slack', `${stack.slackFakeUrl}/`],
    ['Database', stack.databaseUrl],
    ...tokenRows(stack.tokens),
    ['Files', `${where} (stack.json has all of this, logs/ what the processes say)`],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const table = rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
  const took = `Signoff is ready after ${(performance.now() / 1000).toFixed(1)} s. Ctrl-C stops it; npm start continues.`;
  const demo = commandLine('demo', [], { env: { DATA_DIR: dir.root }, isBuild: false });
  return ['', took, '', ...table, '', 'Next:', '', tryIt(stack), '', `  ${demo}`, ''].join('\n');
}

function tokenRows(tokens: Tokens): [string, string][] {
  const roles: (keyof Tokens)[] = ['rep', 'manager', 'admin', 'service'];
  return roles.map((role) => [`Token ${role} (${TOKEN_OWNERS[role]})`, tokens[role]]);
}

function tryIt({ apiUrl, tokens }: Omit<StackFile, 'pids'>): string {
  const trigger = {
    triggerType: 'deal_value_decrease',
    company: { id: 'acme', name: 'Acme Corp' },
    deal: { id: 'acme-renewal', name: 'Acme renewal', amountMinor: 7_500_000, currency: 'USD' },
    contact: { id: 'sarah', name: 'Sarah Chen', email: 'sarah@acme.com' },
  };
  return [
    `  curl -sS ${apiUrl}/api/triggers \\`,
    `    -H 'Authorization: Bearer ${tokens.rep}' -H 'Content-Type: application/json' \\`,
    `    -d '${JSON.stringify(trigger)}'`,
  ].join('\n');
}

/** A path below the working directory relative to it, any other in full. */
function shortest(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') ? path : below || '.';
}
