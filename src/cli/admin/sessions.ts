import { endSessionById, listSessions } from '../../store/access/ownSessions.ts';
import { CommandFailure } from '../errors.ts';
import { command } from '../program.ts';
import { table, terminalWidth } from '../table.ts';
import { cleanLine, shortTime } from '../words.ts';
import { withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { check, sessionId } from './shapes.ts';
import { existingUser } from './users.ts';

const one = { min: 1, max: 1 };

export const sessionList = command({
  takes: 'USER',
  count: one,
  summary: 'List where a user is signed in',
  async run(_values, [user]) {
    const sessions = await withDatabase(async (db) => listSessions(db, (await existingUser(db, user)).id));
    const rows = sessions.map((session) => [
      session.id,
      shortTime(session.signedInAt),
      shortTime(session.lastUsedAt),
      shortTime(session.endsAt),
      session.address ?? '-',
      cleanLine(session.provider ?? session.tokenLabel ?? '-'),
      cleanLine(session.userAgent ?? '-'),
    ]);
    const headings = ['ID', 'SIGNED IN', 'LAST USED', 'ENDS', 'ADDRESS', 'BY', 'BROWSER'];
    console.log(table(rows, { headings, width: terminalWidth() }));
  },
});

export const sessionEnd = command({
  takes: 'ID',
  count: one,
  summary: 'Sign a user out of one browser, by the id in the list',
  async run(_values, [given]) {
    const id = check('ID', sessionId, given);
    const userId = await withDatabase((db) => endSessionById(db, id, undefined, operatorHere()));
    if (userId === undefined) throw new CommandFailure('not-found', 'there is no such session');
    console.log(`session ${id} of ${userId} ended`);
  },
});
