import { overlapHours, webhookKeyLabel } from '../../domain/params/connections.ts';
import { DEFAULT_OVERLAP_HOURS } from '../../domain/webhookKeys.ts';
import { addWebhookKey, listWebhookKeys, replaceWebhookKey, revokeWebhookKey } from '../../store/access/webhookKeys.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { table, terminalWidth } from '../table.ts';
import { cleanLine, shortTime } from '../words.ts';
import { withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { check, webhookKeyId } from './shapes.ts';
import { workspaceOf } from './workspaceOf.ts';

const one = { min: 1, max: 1 };
const workspace = { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' } as const;

export const webhookKeyAdd = command({
  summary: 'Make a key with which a sender of /webhooks/crm signs, and print it; nobody can show it again',
  options: { workspace, label: { type: 'string', value: 'TEXT', help: 'Who signs with it' } },
  async run({ workspace, label }) {
    if (label === undefined) throw new UsageError('--label is required');
    const named = check('--label', webhookKeyLabel, label);
    const made = await withDatabase(async (db) =>
      addWebhookKey(db, await workspaceOf(db, workspace), named, operatorHere()),
    );
    console.log(made.secret);
    // Not on stdout, so that a script can take the key from there.
    console.error('Keep it now: it is not shown again.');
  },
});

export const webhookKeyList = command({
  summary: 'List the keys of /webhooks/crm, without the keys themselves',
  options: { workspace },
  async run({ workspace }) {
    const keys = await withDatabase(async (db) => listWebhookKeys(db, await workspaceOf(db, workspace)));
    const rows = keys.map((key) => [
      key.id,
      stateOf(key),
      shortTime(key.created_at),
      key.expires_at === null ? 'never' : shortTime(key.expires_at),
      key.last_used_at === null ? 'never' : shortTime(key.last_used_at),
      cleanLine(key.label),
    ]);
    const headings = ['ID', 'STATE', 'MADE', 'EXPIRES', 'LAST USED', 'LABEL'];
    console.log(table(rows, { headings, width: terminalWidth() }));
  },
});

export const webhookKeyReplace = command({
  takes: 'ID',
  count: one,
  summary: 'Make another key in the place of one, which ends some hours later, and print the new one',
  options: {
    workspace,
    'overlap-hours': {
      type: 'string',
      value: 'N',
      help: `For how many hours the old one is still in force; ${DEFAULT_OVERLAP_HOURS} unless given`,
    },
  },
  async run({ workspace, 'overlap-hours': hours }, [given]) {
    const id = check('ID', webhookKeyId, given);
    const overlap = hours === undefined ? DEFAULT_OVERLAP_HOURS : check('--overlap-hours', overlapHours, Number(hours));
    const made = await withDatabase(async (db) =>
      replaceWebhookKey(db, await workspaceOf(db, workspace), id, overlap, operatorHere()),
    );
    if (made === undefined) throw noneInForce();
    console.log(made.secret);
    console.error(`Keep it now: it is not shown again. The old one ends ${shortTime(made.oldEndsAt)}.`);
  },
});

export const webhookKeyRevoke = command({
  takes: 'ID',
  count: one,
  summary: 'Revoke a key of /webhooks/crm at once, by its id in the list',
  options: { workspace },
  async run({ workspace }, [given]) {
    const id = check('ID', webhookKeyId, given);
    const found = await withDatabase(async (db) =>
      revokeWebhookKey(db, await workspaceOf(db, workspace), id, operatorHere()),
    );
    if (!found) throw noneInForce();
    console.log(`webhook key ${id} revoked`);
  },
});

function noneInForce(): CommandFailure {
  return new CommandFailure('not-found', 'there is no such key in force');
}

type Listed = Awaited<ReturnType<typeof listWebhookKeys>>[number];

function stateOf({ revoked_at: revokedAt, expires_at: expiresAt }: Listed): string {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt.getTime() <= Date.now() ? 'expired' : 'in force';
}
