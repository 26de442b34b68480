import { command } from '../program.ts';
import { checkConnections } from './checkConnections.ts';
import { withDatabase } from './database.ts';
import { report } from './report.ts';
import { adminConfigOf } from './settings.ts';
import { workspaceOf } from './workspaceOf.ts';

export const connectionsCheck = command({
  summary: 'Tell whether mail servers and Slack take what is set, and what to do where they do not; sends nothing',
  options: { workspace: { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' } },
  async run({ workspace }) {
    const config = adminConfigOf(process.env);
    report(
      await withDatabase(async (db) => checkConnections({ db, workspaceId: await workspaceOf(db, workspace), config })),
    );
  },
});
