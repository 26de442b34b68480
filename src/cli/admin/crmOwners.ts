import { listOwnersAndUsers } from '../../store/crm/ownersAndUsers.ts';
import { commandLine } from '../commandLine.ts';
import { command } from '../program.ts';
import { table, terminalWidth } from '../table.ts';
import { cleanLine } from '../words.ts';
import { withDatabase } from './database.ts';
import { adminConfigOf } from './settings.ts';
import { workspaceOf } from './workspaceOf.ts';

export const crmOwners = command({
  summary: "List the CRMs' owners with the users they are here, first those who are nobody",
  options: { workspace: { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' } },
  async run({ workspace }) {
    const config = adminConfigOf(process.env);
    const owners = await withDatabase(async (db) =>
      listOwnersAndUsers(db, await workspaceOf(db, workspace ?? config.CRM_WORKSPACE)),
    );
    const rows = owners.map((owner) => [
      owner.crm,
      cleanLine(owner.ownerId ?? '-'),
      owner.userId ?? (owner.suggestedUserId === null ? 'nobody' : `nobody (${owner.suggestedUserId}?)`),
      String(owner.unused),
      String(owner.deals),
      cleanLine(owner.email ?? '-'),
      cleanLine(owner.name ?? '-'),
    ]);
    const headings = ['CRM', 'ID', 'USER', 'UNUSED', 'DEALS', 'EMAIL', 'NAME'];
    console.log(table(rows, { headings, width: terminalWidth() }));
    if (owners.some(({ userId }) => userId === null)) {
      console.error(`Who somebody is: ${commandLine('admin', ['user', 'set', 'USER', '--crm-owner', 'ID'])}`);
    }
  },
});
