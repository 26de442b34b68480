import { listAccounts, unlinkAccount } from '../../store/access/accounts.ts';
import { CommandFailure } from '../errors.ts';
import { command } from '../program.ts';
import { table, terminalWidth } from '../table.ts';
import { cleanLine, shortTime } from '../words.ts';
import { withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { existingUser } from './users.ts';

export const accountList = command({
  takes: 'USER',
  count: { min: 1, max: 1 },
  summary: "List the company's accounts that sign a user in",
  async run(_values, [user]) {
    const accounts = await withDatabase(async (db) => listAccounts(db, (await existingUser(db, user)).id));
    const rows = accounts.map(({ provider, linkedAt, lastSignInAt }) => [
      cleanLine(provider),
      shortTime(linkedAt),
      shortTime(lastSignInAt),
    ]);
    console.log(table(rows, { headings: ['PROVIDER', 'LINKED', 'LAST SIGN-IN'], width: terminalWidth() }));
  },
});

export const accountUnlink = command({
  takes: 'USER PROVIDER',
  count: { min: 2, max: 2 },
  summary: "Have a company's account sign a user in no more; what it has signed in to ends",
  async run(_values, [user, provider = '']) {
    const id = await withDatabase(async (db) => {
      const { id } = await existingUser(db, user);
      if (await unlinkAccount(db, id, provider, operatorHere())) return id;
      throw new CommandFailure('not-found', `no account of ${cleanLine(provider)} signs ${id} in`);
    });
    console.log(`the account of ${provider} signs ${id} in no more`);
  },
});
