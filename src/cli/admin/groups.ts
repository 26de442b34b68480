import { z } from 'zod';
import { GROUP_ROLES, listGroups, mapGroup } from '../../store/directory/groups.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { table, terminalWidth } from '../table.ts';
import { cleanLine } from '../words.ts';
import { withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { check } from './shapes.ts';
import { workspaceOf } from './workspaceOf.ts';

const workspace = { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' } as const;
const groupId = z.uuid('must be the id that group list shows');
const role = z.enum(GROUP_ROLES, `must be one of ${GROUP_ROLES.join(', ')}, or empty`);
const MAX_GROUPS = 1_000;

export const groupList = command({
  summary: "List the groups of the company's directory, and which role each gives",
  options: { workspace },
  async run(values) {
    const { items } = await withDatabase(async (db) =>
      listGroups(db, await workspaceOf(db, values.workspace), undefined, { offset: 0, limit: MAX_GROUPS }),
    );
    const rows = items.map((group) => [
      group.id,
      group.role ?? '-',
      String(group.memberIds.length),
      cleanLine(group.displayName),
    ]);
    console.log(table(rows, { headings: ['ID', 'ROLE', 'MEMBERS', 'NAME'], width: terminalWidth() }));
  },
});

export const groupSet = command({
  takes: 'ID',
  count: { min: 1, max: 1 },
  summary: "Say which role a group's members have; an empty text: it gives none",
  options: { workspace, role: { type: 'string', value: 'ROLE', help: GROUP_ROLES.join(', ') } },
  async run(values, [given]) {
    const id = check('ID', groupId, given);
    if (values.role === undefined) throw new UsageError('--role is required');
    const chosen = values.role === '' ? null : check('--role', role, values.role);
    const found = await withDatabase(async (db) =>
      mapGroup(db, await workspaceOf(db, values.workspace), id, chosen, operatorHere()),
    );
    if (!found) throw new CommandFailure('not-found', `there is no group ${id}`);
    console.log(`group ${id} gives ${chosen ?? 'no role'}`);
  },
});
