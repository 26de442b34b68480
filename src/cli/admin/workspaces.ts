import { BUILT_IN, WRITABLE_CRMS } from '../../domain/crmNames.ts';
import { listWorkspaces, updateWorkspace } from '../../store/people/administration.ts';
import { insertWorkspace } from '../../store/people/people.ts';
import { CommandFailure } from '../errors.ts';
import { command } from '../program.ts';
import { table, terminalWidth } from '../table.ts';
import { cleanLine } from '../words.ts';
import { withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { check, checkOptions, newWorkspace, workspaceChanges, workspaceId } from './shapes.ts';

const options = {
  name: { type: 'string', value: 'NAME', help: 'What it is called' },
  currency: { type: 'string', value: 'CODE', help: 'Of amounts that name none: ISO 4217 (USD)' },
  'time-zone': { type: 'string', value: 'ZONE', help: 'Such as Europe/Berlin (UTC)' },
  'postal-address': { type: 'string', value: 'TEXT', help: 'Stands below every email to a contact' },
  'notify-from': { type: 'string', value: 'ADDRESS', help: 'From which address people are told by email' },
  'require-postal-address': {
    type: 'string',
    value: 'yes|no',
    help: 'Whether no email leaves while there is none (no)',
  },
  crm: { type: 'string', value: 'NAME', help: `Where tasks and touches go: ${WRITABLE_CRMS.join(', ')} (${BUILT_IN})` },
} as const;
const oneId = { min: 1, max: 1 };

export const workspaceAdd = command({
  takes: 'ID',
  count: oneId,
  summary: 'Make a workspace',
  options,
  async run(values, [given]) {
    const id = check('ID', workspaceId, given);
    const { postalAddress, notifyFrom, ...workspace } = checkOptions(newWorkspace, camelCased(values));
    const texts = { postalAddress: postalAddress ?? undefined, notifyFrom: notifyFrom ?? undefined };
    const added = { ...workspace, ...texts, id };
    await withDatabase((db) => insertWorkspace(db, added, operatorHere()));
    console.log(`workspace ${id} added`);
  },
});

export const workspaceSet = command({
  takes: 'ID',
  count: oneId,
  summary: 'Change a workspace; an empty text takes an address away',
  options,
  async run(values, [given]) {
    const id = check('ID', workspaceId, given);
    const changes = checkOptions(workspaceChanges, camelCased(values));
    const found = await withDatabase((db) => updateWorkspace(db, id, changes, operatorHere()));
    if (!found) throw new CommandFailure('not-found', `there is no workspace ${id}`);
    console.log(`workspace ${id} changed`);
  },
});

export const workspaceList = command({
  summary: 'List workspaces',
  async run() {
    const workspaces = await withDatabase(listWorkspaces);
    const rows = workspaces.map(({ id, name, currency, time_zone, crm }) => [
      id,
      cleanLine(name),
      currency,
      time_zone,
      crm,
    ]);
    console.log(table(rows, { headings: ['ID', 'NAME', 'CURRENCY', 'TIME ZONE', 'CRM'], width: terminalWidth() }));
  },
});

function camelCased({ name, currency, crm, ...values }: { [name in keyof typeof options]?: string }) {
  return {
    name,
    currency,
    crm,
    timeZone: values['time-zone'],
    postalAddress: values['postal-address'],
    notifyFrom: values['notify-from'],
    requirePostalAddress: values['require-postal-address'],
  };
}
