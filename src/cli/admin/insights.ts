import { compareInsights, type Difference, rebuildInsights } from '../../store/insights/rebuild.ts';
import { CommandFailure } from '../errors.ts';
import { command } from '../program.ts';
import { table, terminalWidth } from '../table.ts';
import { withDatabase } from './database.ts';
import { workspaceOf } from './workspaceOf.ts';

const options = {
  workspace: { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' },
} as const;

/** More would scroll away what matters. */
const MOST_SHOWN = 50;

export const insightsCheck = command({
  summary: 'Say whether the counts of insights are what the actions say, and where they are not',
  options,
  async run({ workspace }) {
    await withDatabase(async (db) => {
      const differences = await compareInsights(db, await workspaceOf(db, workspace));
      if (differences.length === 0) return console.log('counts and actions agree');
      show(differences);
      throw new CommandFailure('insights-differ', `${differences.length} counts are not what the actions say`);
    });
  },
});

export const insightsRebuild = command({
  summary: 'Put right the counts of insights that are not what the actions say; what is counted of deleted ones stays',
  options,
  async run({ workspace }) {
    await withDatabase(async (db) => {
      const workspaceId = await workspaceOf(db, workspace);
      show(await compareInsights(db, workspaceId));
      console.log(`${await rebuildInsights(db, workspaceId)} counts are put right`);
    });
  },
});

function show(differences: Difference[]): void {
  if (differences.length === 0) return;
  const rows = differences
    .slice(0, MOST_SHOWN)
    .map(({ day, userId, triggerType, actionType, draftVersion, what, n }) => [
      day,
      userId,
      triggerType,
      actionType,
      draftVersion || '-',
      what,
      n > 0 ? `+${n}` : String(n),
    ]);
  const headings = ['DAY', 'USER', 'TRIGGER', 'ACTION', 'TEMPLATE', 'WHAT', 'COUNTED TOO MANY'];
  console.log(table(rows, { headings, width: terminalWidth() }));
  if (differences.length > MOST_SHOWN) console.log(`and ${differences.length - MOST_SHOWN} more`);
}
