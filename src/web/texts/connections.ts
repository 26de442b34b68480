/** What administrators read of connections, webhook keys and CRM owners. */
import type { ConnectionName } from '../../domain/check.ts';
import { counted } from '../../domain/words/counted.ts';

export const connections = {
  title: 'Connections',
  help: 'What is set is configuration of the installation (docs/operating.md). A test sends and writes nothing.',
  names: {
    hubspot: 'HubSpot',
    bottlecrm: 'BottleCRM',
    slack: 'Slack',
    smtp: 'Sending email (SMTP)',
    imap: 'Drafts in mailboxes (IMAP)',
    temporal: 'Temporal',
  } satisfies Record<ConnectionName, string>,
  configured: 'configured',
  notConfigured: 'not configured',
  never: 'not tested yet',
  found: (ok: boolean, when: string) => `${ok ? 'all right' : 'something is wrong'}, tested ${when}`,
  test: 'Test',
  testOf: (name: string) => `Test ${name}`,
  testing: 'Testing …',
  right: 'Right:',
  wrong: 'Wrong:',
  todo: (todo: string) => `What to do: ${todo}`,
  error: 'The connections could not be loaded.',
};

export const webhookKeys = {
  title: 'Webhook keys',
  help: (target: string) => `Whoever sends events to ${target} signs them with a key, as Standard Webhooks says.`,
  none: 'There are none.',
  label: 'Who signs with the new one',
  make: 'Make a key',
  made: 'The new key. Keep it now: it is not shown again.',
  replaced: (when: string) => `The new key. Keep it now: it is not shown again. The old one ends ${when}.`,
  madeAt: (when: string) => `made ${when}`,
  used: (when: string) => `last used ${when}`,
  unused: 'never used',
  until: (when: string) => `in force until ${when}`,
  overlap: 'A key that is replaced ends',
  overlaps: { 0: 'at once', 24: 'a day later', 72: 'three days later', 168: 'a week later' },
  replace: 'Replace',
  replaceOf: (label: string) => `Replace ${label}`,
  revoke: 'Revoke',
  revokeOf: (label: string) => `Revoke ${label}`,
  revokeQuestion: (label: string) => ({
    title: `Revoke ${label}?`,
    text: 'What is signed with it is refused from now on. It does not come back.',
    confirm: 'Revoke',
  }),
  revokedNow: (label: string) => `${label} is revoked.`,
  replaceQuestion: (label: string) => ({
    title: `Replace ${label} at once?`,
    text: 'What is signed with the old key is refused from now on, until the sender has the new one.',
    confirm: 'Replace at once',
  }),
  revoked: 'revoked',
  expired: 'ended',
  error: 'The keys could not be loaded.',
};

export const crmOwners = {
  title: 'CRM owners who are nobody here',
  help: 'What happens to their deals makes no actions. An owner is the rep or manager with the same email address, or the one named here.',
  none: 'Every owner that is known is somebody here.',
  missed: (n: number) => (n === 0 ? 'nothing was missed' : `${counted(n, 'trigger')} missed in 30 days`),
  deals: (n: number) => counted(n, 'deal'),
  nameless: (id: string) => `Owner ${id}`,
  is: (name: string) => `Who ${name} is`,
  choose: 'Choose …',
  map: 'Map',
  mapOf: (name: string) => `Map ${name}`,
  mapQuestion: (owner: string, user: string, before: string) => ({
    title: `Map ${owner} to ${user}?`,
    text: `${user} is the owner ${before} now, and would no longer be: a person is one owner.`,
    confirm: 'Map all the same',
  }),
  mapped: (owner: string, user: string) => `${owner} is ${user} from now on.`,
  add: 'Add as a person',
  addOf: (name: string) => `Add as a person: ${name}`,
  error: 'The owners could not be loaded.',
};
