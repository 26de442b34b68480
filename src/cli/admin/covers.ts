import { whyNoPeriod } from '../../domain/coverPeriod.ts';
import type { Scope } from '../../store/access/scope.ts';
import { addCover, endCover, listCovers } from '../../store/people/covers.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { table, terminalWidth } from '../table.ts';
import { cleanLine, shortTime } from '../words.ts';
import { withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { check, coverId, instant } from './shapes.ts';
import { existingUser } from './users.ts';
import { workspaceOf } from './workspaceOf.ts';

const workspace = { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' } as const;

export const coverAdd = command({
  takes: 'USER COVER',
  count: { min: 2, max: 2 },
  summary: 'Have COVER see and decide on the actions of USER for a time',
  options: {
    until: { type: 'string', value: 'TIME', help: 'When it ends: 2026-12-24T18:00:00+01:00' },
    from: { type: 'string', value: 'TIME', help: 'When it begins; now unless given' },
  },
  async run({ until, from }, [user, cover]) {
    if (until === undefined) throw new UsageError('--until is required');
    const endsAt = check('--until', instant, until);
    const beginsAt = from === undefined ? new Date() : check('--from', instant, from);
    const made = await withDatabase(async (db) => {
      const { id: userId, workspace_id: workspaceId } = await existingUser(db, user);
      const { id: coverId } = await existingUser(db, cover);
      const period = { userId, coverId, beginsAt, endsAt };
      const wrong = whyNoPeriod(period);
      if (wrong !== undefined) throw new UsageError(wrong.detail);
      const added = await addCover(db, all(workspaceId), period, operatorHere());
      if ('unfit' in added)
        throw new UsageError(`${added.unfit} is no active rep or manager of workspace ${workspaceId}`);
      return added;
    });
    console.log(made.id);
  },
});

export const coverList = command({
  summary: 'List covers that have not ended',
  options: { workspace },
  async run({ workspace }) {
    const covers = await withDatabase(async (db) => listCovers(db, all(await workspaceOf(db, workspace))));
    const rows = covers.map(({ id, userId, coverId, beginsAt, endsAt, madeBy }) => [
      id,
      userId,
      coverId,
      shortTime(beginsAt),
      shortTime(endsAt),
      cleanLine(madeBy ?? 'admin'),
    ]);
    console.log(table(rows, { headings: ['ID', 'USER', 'COVER', 'FROM', 'UNTIL', 'MADE BY'], width: terminalWidth() }));
  },
});

export const coverEnd = command({
  takes: 'ID',
  count: { min: 1, max: 1 },
  summary: 'End a cover now, or call it off, by the id in the list',
  options: { workspace },
  async run({ workspace }, [given]) {
    const id = check('ID', coverId, given);
    const found = await withDatabase(async (db) =>
      endCover(db, all(await workspaceOf(db, workspace)), id, operatorHere()),
    );
    if (!found) throw new CommandFailure('not-found', 'there is no such cover that has not ended');
    console.log(`cover ${id} ended`);
  },
});

/** Whoever sits at this command line reaches everybody, and is nobody himself. */
function all(workspaceId: string): Scope {
  return { workspaceId, userId: '', reach: 'workspace' };
}
