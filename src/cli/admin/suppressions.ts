import { suppressed, suppressionReason } from '../../domain/params/workspace.ts';
import { listSuppressions, suppress, unsuppress } from '../../store/people/suppressions.ts';
import { CommandFailure } from '../errors.ts';
import { command } from '../program.ts';
import { table, terminalWidth } from '../table.ts';
import { cleanLine, shortTime } from '../words.ts';
import { withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { check } from './shapes.ts';
import { workspaceOf } from './workspaceOf.ts';

const workspace = { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' } as const;
const one = { min: 1, max: 1 };

export const suppressAdd = command({
  takes: 'ADDRESS|@domain',
  count: one,
  summary: 'Have nobody in the workspace email an address, or anybody at a domain',
  options: { workspace, reason: { type: 'string', value: 'TEXT', help: 'Why' } },
  async run(values, [given]) {
    const address = check('the address', suppressed, given);
    const reason = values.reason === undefined ? undefined : check('--reason', suppressionReason, values.reason);
    await withDatabase(async (db) =>
      suppress(db, await workspaceOf(db, values.workspace), { address, reason }, operatorHere()),
    );
    console.log(`${address} is suppressed`);
  },
});

export const suppressList = command({
  summary: 'List whom nobody may email',
  options: { workspace },
  async run(values) {
    const rows = await withDatabase(async (db) => listSuppressions(db, await workspaceOf(db, values.workspace)));
    const cells = rows.map(({ address, createdAt, reason }) => [
      address,
      shortTime(createdAt),
      cleanLine(reason ?? '-'),
    ]);
    console.log(table(cells, { headings: ['ADDRESS', 'SINCE', 'REASON'], width: terminalWidth() }));
  },
});

export const suppressRemove = command({
  takes: 'ADDRESS|@domain',
  count: one,
  summary: 'Let it be emailed again',
  options: { workspace },
  async run(values, [given]) {
    const address = check('the address', suppressed, given);
    const found = await withDatabase(async (db) =>
      unsuppress(db, await workspaceOf(db, values.workspace), address, operatorHere()),
    );
    if (!found) throw new CommandFailure('not-found', `${address} is not suppressed`);
    console.log(`${address} may be emailed again`);
  },
});
