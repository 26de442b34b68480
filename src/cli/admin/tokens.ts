import { tokenDays, tokenLabel, tokenVerbs } from '../../domain/params/people.ts';
import { DEFAULT_TOKEN_DAYS } from '../../domain/tokenLife.ts';
import { createToken, listTokens, revokeToken } from '../../store/access/tokens.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { table, terminalWidth } from '../table.ts';
import { cleanLine, shortTime } from '../words.ts';
import { withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { check, tokenId } from './shapes.ts';
import { existingUser } from './users.ts';

const one = { min: 1, max: 1 };

export const tokenAdd = command({
  takes: 'USER',
  count: one,
  summary: 'Make an API token and print it; nobody can show it again',
  options: {
    label: { type: 'string', value: 'TEXT', help: 'What it is for' },
    days: { type: 'string', value: 'N', help: `For how many days it is in force; ${DEFAULT_TOKEN_DAYS} unless given` },
    for: { type: 'string', value: 'VERB,…', help: 'What it may be used for; all that its user may unless given' },
    'may-send-unapproved': { type: 'boolean', help: 'Lets a program cause emails that nobody approved' },
  },
  async run({ label = 'made by admin', days, for: verbs, 'may-send-unapproved': maySendUnapproved }, [user]) {
    const named = check('--label', tokenLabel, label);
    const limits = {
      days: days === undefined ? undefined : check('--days', tokenDays, Number(days)),
      verbs: verbs === undefined ? undefined : check('--for', tokenVerbs, verbs.split(',')),
      maySendUnapproved,
    };
    const token = await withDatabase(async (db) => {
      const { id, deactivated_at: deactivatedAt } = await existingUser(db, user);
      if (deactivatedAt !== null) throw new UsageError(`user ${id} is deactivated`);
      return createToken(db, id, named, operatorHere(), limits);
    });
    console.log(token);
    // Not on stdout, so that a script can take the token from there.
    console.error('Keep it now: it is not shown again.');
  },
});

export const tokenList = command({
  takes: 'USER',
  count: one,
  summary: "List a user's tokens, without the tokens themselves",
  async run(_values, [user]) {
    const tokens = await withDatabase(async (db) => listTokens(db, (await existingUser(db, user)).id));
    const rows = tokens.map((token) => [
      token.id,
      stateOf(token),
      shortTime(token.created_at),
      token.expires_at === null ? 'never' : shortTime(token.expires_at),
      token.last_used_at === null ? 'never' : shortTime(token.last_used_at),
      token.verbs?.join(',') ?? 'all',
      cleanLine(token.label),
    ]);
    const headings = ['ID', 'STATE', 'MADE', 'EXPIRES', 'LAST USED', 'FOR', 'LABEL'];
    console.log(table(rows, { headings, width: terminalWidth() }));
  },
});

type Listed = Awaited<ReturnType<typeof listTokens>>[number];

function stateOf({ revoked_at: revokedAt, expires_at: expiresAt }: Listed): string {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt.getTime() <= Date.now() ? 'expired' : 'in force';
}

export const tokenRevoke = command({
  takes: 'ID',
  count: one,
  summary: 'Revoke a token, by its id in the list',
  async run(_values, [given]) {
    const id = check('ID', tokenId, given);
    const found = await withDatabase((db) => revokeToken(db, id, operatorHere()));
    if (!found) throw new CommandFailure('not-found', 'there is no such token in force');
    console.log(`token ${id} revoked`);
  },
});
