import type { Db } from '../../store/database/db.ts';
import { listWorkspaces } from '../../store/people/administration.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { check, workspaceId } from './shapes.ts';

/** The one named, else the only one. */
export async function workspaceOf(db: Db, given: string | undefined): Promise<string> {
  const all = (await listWorkspaces(db)).map(({ id }) => id);
  if (given === undefined && all.length !== 1) throw new UsageError('--workspace is required');
  const id = given === undefined ? all[0] : all.find((each) => each === check('--workspace', workspaceId, given));
  if (id === undefined) throw new CommandFailure('not-found', `there is no workspace ${given}`);
  return id;
}
