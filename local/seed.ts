/** The local stack's people: a workspace with two teams, so that every role can be tried. */

import { SYSTEM } from '../src/domain/securityEvents.ts';
import { createToken, findIdentity } from '../src/store/access/tokens.ts';
import { type Db, openDb } from '../src/store/database/db.ts';
import { insertUser, insertWorkspace, listUsers, type NewUser } from '../src/store/people/people.ts';
import { type DataDir, readJson, writePrivateJson } from './dataDir.ts';
import { TOKEN_OWNERS, type Tokens, tokensShape } from './tokens.ts';

const WORKSPACE_ID = 'acme-sales';
const after = (autoExecuteDelayMinutes: number) => ({ enabled: true, autoExecuteDelayMinutes });

const WORKSPACE = {
  id: WORKSPACE_ID,
  name: 'Acme Sales',
  currency: 'USD',
  timeZone: 'America/New_York',
  notifyFrom: 'signoff@acme-sales.test',
  postalAddress: 'Acme Sales, 1 Main Street, Springfield, NY 10001, USA',
  // Nobody wants to approve a note to himself; a touch can be looked at before it is logged.
  settings: { autoExecute: { notify_rep: after(1), log_touch: after(15) } },
};

/** Managers before those who name them. */
const USERS: Omit<NewUser, 'workspaceId' | 'email'>[] = [
  { id: 'adam', role: 'admin', displayName: 'Adam Okafor' },
  { id: 'mia', role: 'manager', displayName: 'Mia Lindqvist', slackUserId: 'U0MIA' },
  { id: 'max', role: 'manager', displayName: 'Max Keller', slackUserId: 'U0MAX' },
  {
    id: 'ana',
    role: 'rep',
    displayName: 'Ana Ruiz',
    managerId: 'mia',
    slackUserId: 'U0ANA',
    crmOwnerId: 'owner-ana',
    signature: 'Ana Ruiz\nAccount Executive, Acme Sales\n+1 555 0100',
  },
  {
    id: 'ben',
    role: 'rep',
    displayName: 'Ben Adeyemi',
    managerId: 'max',
    slackUserId: 'U0BEN',
    crmOwnerId: 'owner-ben',
    signature: 'Ben Adeyemi\nAccount Executive, Acme Sales',
  },
  { id: 'crm-service', role: 'service', displayName: 'CRM' },
];

/** Makes the demo data where it is missing, and answers the tokens, which stay the same from start to start. */
export async function seed(databaseUrl: string, dir: DataDir): Promise<Tokens> {
  const db = openDb({ databaseUrl, maxConnections: 2, applicationName: 'signoff-seed', onError: () => {} });
  try {
    await db.transaction().execute(insertPeople);
    const kept = readJson(dir.path('tokens.json'), tokensShape);
    if (kept !== undefined && (await areAccepted(db, kept))) return kept;
    const made = await makeTokens(db);
    writePrivateJson(dir.path('tokens.json'), made);
    return made;
  } finally {
    await db.destroy();
  }
}

async function insertPeople(db: Db): Promise<void> {
  if ((await listUsers(db, WORKSPACE_ID)).length > 0) return;
  await insertWorkspace(db, WORKSPACE, SYSTEM);
  for (const user of USERS) {
    await insertUser(
      db,
      {
        ...user,
        workspaceId: WORKSPACE_ID,
        email: `${user.id}@signoff.test`,
        timeZone: WORKSPACE.timeZone,
      },
      SYSTEM,
    );
  }
}

async function makeTokens(db: Db): Promise<Tokens> {
  const make = (role: keyof Tokens) => createToken(db, TOKEN_OWNERS[role], 'local stack', SYSTEM);
  return {
    rep: await make('rep'),
    manager: await make('manager'),
    admin: await make('admin'),
    service: await make('service'),
  };
}

/** False where the database was made anew or a token was revoked. */
async function areAccepted(db: Db, tokens: Tokens): Promise<boolean> {
  const identities = await Promise.all(Object.values(tokens).map((token) => findIdentity(db, token)));
  return identities.every((identity) => identity !== undefined);
}
