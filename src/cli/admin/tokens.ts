import { tokenLabel } from '../../domain/params/people.ts';
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
  options: { label: { type: 'string', value: 'TEXT', help: 'What it is for' } },
  async run({ label = 'made by admin' }, [user]) {
    const named = check('--label', tokenLabel, label);
    const token = await withDatabase(async (db) => {
      const { id, deactivated_at: deactivatedAt } = await existingUser(db, user);
      if (deactivatedAt !== null) throw new UsageError(`user ${id} is deactivated`);
      return createToken(db, id, named, operatorHere());
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
    const rows = tokens.map(({ id, label, created_at, last_used_at, revoked_at }) => [
      id,
      revoked_at === null ? 'in force' : 'revoked',
      shortTime(created_at),
      last_used_at === null ? 'never' : shortTime(last_used_at),
      cleanLine(label),
    ]);
    console.log(table(rows, { headings: ['ID', 'STATE', 'MADE', 'LAST USED', 'LABEL'], width: terminalWidth() }));
  },
});

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
