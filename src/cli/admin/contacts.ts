import { soughtContact } from '../../domain/params/contact.ts';
import type { Sought } from '../../store/privacy/contact.ts';
import { ContactInUse, eraseSought } from '../../store/privacy/erase.ts';
import { exportContact } from '../../store/privacy/held.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { check } from './shapes.ts';
import { workspaceOf } from './workspaceOf.ts';

const options = {
  email: { type: 'string', value: 'ADDRESS', help: 'Whose address it is' },
  crm: { type: 'string', value: 'NAME', help: 'The CRM that --id is of, such as hubspot' },
  id: { type: 'string', value: 'ID', help: 'What that CRM calls the contact' },
  workspace: { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' },
} as const;

export const contactExport = command({
  summary: 'Print all that is kept about a contact, as JSON',
  options,
  async run(values) {
    const sought = soughtBy(values);
    const exported = await withDatabase(async (db) =>
      exportContact(db, await workspaceOf(db, values.workspace), sought, operatorHere()),
    );
    console.log(JSON.stringify(exported, null, 2));
  },
});

export const contactErase = command({
  summary: 'Forget a contact: cancel what waits for them, erase what was written about them',
  options: { ...options, yes: { type: 'boolean', help: 'Needed, as nothing of it comes back' } },
  async run(values) {
    const sought = soughtBy(values);
    if (values.yes !== true) throw new UsageError('nothing of it comes back: add --yes');
    const actions = await withDatabase(async (db) =>
      eraseSought(db, await workspaceOf(db, values.workspace), sought, operatorHere()),
    ).catch((error) => {
      throw error instanceof ContactInUse ? new CommandFailure('already-executing', error.message) : error;
    });
    console.log(`erased; ${actions} actions were about them`);
  },
});

function soughtBy({ email, crm, id }: { email?: string; crm?: string; id?: string }): Sought {
  return check('--email, or --crm and --id', soughtContact, email === undefined ? { crm, contactId: id } : { email });
}
