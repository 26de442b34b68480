/** `npm run --silent admin -- COMMAND`: workspaces, people, tokens, mail servers. Works on the database itself. */
import { accountList, accountUnlink } from './admin/accounts.ts';
import { connectionsCheck } from './admin/check.ts';
import { contactErase, contactExport } from './admin/contacts.ts';
import { coverAdd, coverEnd, coverList } from './admin/covers.ts';
import { crmCheck } from './admin/crmCheck.ts';
import { crmImport } from './admin/crmImport.ts';
import { crmOwners } from './admin/crmOwners.ts';
import { groupList, groupSet } from './admin/groups.ts';
import { insightsCheck, insightsRebuild } from './admin/insights.ts';
import { keysList, keysRotate } from './admin/keys.ts';
import { mailboxRemove, mailboxSet, mailboxShow } from './admin/mailboxes.ts';
import { sessionEnd, sessionList } from './admin/sessions.ts';
import { suppressAdd, suppressList, suppressRemove } from './admin/suppressions.ts';
import { tokenAdd, tokenList, tokenRevoke } from './admin/tokens.ts';
import { trailExport } from './admin/trail.ts';
import { userAdd, userDeactivate, userList, userReactivate, userSet, userSignOut } from './admin/users.ts';
import {
  endpointAdd,
  endpointDeliveries,
  endpointList,
  endpointRemove,
  endpointResend,
  endpointRotate,
  endpointSet,
  endpointTest,
} from './admin/webhookEndpoints.ts';
import { webhookKeyAdd, webhookKeyList, webhookKeyReplace, webhookKeyRevoke } from './admin/webhookKeys.ts';
import { workspaceAdd, workspaceList, workspaceSet } from './admin/workspaces.ts';
import { reportErrors } from './errors.ts';
import { runProgram } from './program.ts';

const program = {
  name: 'admin',
  about: 'Manage workspaces, people and what belongs to them.',
  notes: [
    'It works on DATABASE_URL with SECRET_KEY; without DATABASE_URL on the local stack of DATA_DIR (.data).',
    'Exit code 1: what it names does not exist; 2: the input is wrong. Nothing was changed then.',
  ].join('\n'),
  commands: {
    'workspace add': workspaceAdd,
    'workspace set': workspaceSet,
    'workspace list': workspaceList,
    'user add': userAdd,
    'user set': userSet,
    'user list': userList,
    'user deactivate': userDeactivate,
    'user reactivate': userReactivate,
    'user sign-out': userSignOut,
    'account list': accountList,
    'account unlink': accountUnlink,
    'session list': sessionList,
    'session end': sessionEnd,
    'cover add': coverAdd,
    'cover list': coverList,
    'cover end': coverEnd,
    'token add': tokenAdd,
    'token list': tokenList,
    'token revoke': tokenRevoke,
    'mailbox set': mailboxSet,
    'mailbox show': mailboxShow,
    'mailbox remove': mailboxRemove,
    'suppress add': suppressAdd,
    'suppress list': suppressList,
    'suppress remove': suppressRemove,
    'group list': groupList,
    'group set': groupSet,
    'keys list': keysList,
    'keys rotate': keysRotate,
    'contact export': contactExport,
    'contact erase': contactErase,
    'webhook-key add': webhookKeyAdd,
    'webhook-key list': webhookKeyList,
    'webhook-key replace': webhookKeyReplace,
    'webhook-key revoke': webhookKeyRevoke,
    'webhook-endpoint add': endpointAdd,
    'webhook-endpoint list': endpointList,
    'webhook-endpoint set': endpointSet,
    'webhook-endpoint remove': endpointRemove,
    'webhook-endpoint rotate': endpointRotate,
    'webhook-endpoint test': endpointTest,
    'webhook-endpoint deliveries': endpointDeliveries,
    'webhook-endpoint resend': endpointResend,
    'trail export': trailExport,
    'insights check': insightsCheck,
    'insights rebuild': insightsRebuild,
    check: connectionsCheck,
    'crm import': crmImport,
    'crm check': crmCheck,
    'crm owners': crmOwners,
  },
};

await reportErrors(program.name, () => runProgram(program, process.argv.slice(2)));
