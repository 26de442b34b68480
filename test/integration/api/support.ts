/** The API on a real Postgres, with a stand-in for Temporal: a teller that notes what it was to tell. */

import { sql } from 'kysely';
import { buildApp } from '../../../src/api/app.ts';
import type { Api, ApiDeps } from '../../../src/api/deps.ts';
import type { Role } from '../../../src/domain/roles.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createLog } from '../../../src/log.ts';
import { createToken } from '../../../src/store/access/tokens.ts';
import { type ChangeFeed, listenForChanges } from '../../../src/store/database/changes.ts';
import { type Db, openDb } from '../../../src/store/database/db.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { type Claim, claimExecution } from '../../../src/store/execution/claimExecution.ts';
import { insertUser, insertWorkspace } from '../../../src/store/people/people.ts';
import { MEANS } from '../../support/pipeline.ts';
import { createTestDatabase } from '../../support/servers.ts';

/** Two teams in one workspace, and somebody in another. */
export const PEOPLE = {
  ana: { role: 'rep', workspaceId: 'acme', managerId: 'mia' },
  ben: { role: 'rep', workspaceId: 'acme', managerId: 'max' },
  mia: { role: 'manager', workspaceId: 'acme' },
  max: { role: 'manager', workspaceId: 'acme' },
  adam: { role: 'admin', workspaceId: 'acme' },
  crm: { role: 'service', workspaceId: 'acme' },
  otto: { role: 'rep', workspaceId: 'other' },
  olga: { role: 'admin', workspaceId: 'other' },
} as const satisfies Record<string, { role: Role; workspaceId: string; managerId?: string }>;
export type Person = keyof typeof PEOPLE;

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  // What a test looks at in an answer is the test's own claim about it.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  body: any;
}

export interface TestApi {
  app: Api;
  db: Db;
  /** As the role that owns the tables. */
  ownerDb: Db;
  changes: ChangeFeed;
  databaseUrl: string;
  tokens: Record<Person, string>;
  /** The rows whose workflows were to be told, in order. */
  told: ActionRow[];
  call(who: Person | null, method: Method, url: string, options?: CallOptions): Promise<Answer>;
  /** Raises a trigger and answers the new action's id. */
  makeAction(who: Person, trigger?: Record<string, unknown>): Promise<string>;
  stop(): Promise<void>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

let situations = 0;

export async function startApi(overrides: Partial<ApiDeps> = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const db = openDb({ databaseUrl: database.url, maxConnections: 10, applicationName: 'test', onError: () => {} });
  const ownerDb = openDb({
    databaseUrl: database.ownerUrl,
    maxConnections: 2,
    applicationName: 'owner',
    onError: () => {},
  });
  const changes = listenForChanges(database.url, () => {});
  const tokens = await insertPeople(db);
  const told: ActionRow[] = [];
  const app = await buildApp({
    db,
    changes,
    log: createLog('test', 'silent'),
    teller: { tell: (row) => void told.push(row), idle: async () => undefined },
    kickInbox: () => undefined,
    kickTelling: () => undefined,
    checkTemporal: async () => ({ reachable: true, pollers: 1 }),
    means: MEANS,
    connected: { hubspot: false, bottlecrm: false, slack: true, smtp: true, imap: false, temporal: true },
    checkConnection: async () => false,
    rateLimitPerSecond: 0,
    demoSignIn: true,
    ...overrides,
  });

  const call: TestApi['call'] = async (who, method, url, { body, headers = {} } = {}) => {
    const authorization = who === null ? {} : { authorization: `Bearer ${tokens[who]}` };
    const payload = body === undefined ? {} : { payload: body as object };
    const response = await app.inject({ method, url, headers: { ...authorization, ...headers }, ...payload });
    const isJson = /[/+]json\b/.test(String(response.headers['content-type']));
    return {
      status: response.statusCode,
      headers: response.headers,
      body: isJson ? response.json() : response.body,
    };
  };

  return {
    app,
    db,
    ownerDb,
    changes,
    databaseUrl: database.url,
    tokens,
    told,
    call,
    async makeAction(who, trigger = {}) {
      situations += 1;
      const { status, body } = await call(who, 'POST', '/api/triggers', {
        body: { ...aTrigger(`company-${situations}`), ...trigger },
      });
      if (status !== 201) throw new Error(`no action was made: ${JSON.stringify(body)}`);
      return body.actionId;
    },
    async stop() {
      await app.close();
      await changes.close();
      await Promise.all([db.destroy(), ownerDb.destroy()]);
      await database.drop();
    },
  };
}

export function aTrigger(companyId: string): Record<string, unknown> {
  return {
    triggerType: 'deal_value_decrease',
    company: { id: companyId, name: 'Acme Corp' },
    deal: { id: 'deal-1', name: 'Renewal', amountMinor: 7_500_000, currency: 'USD' },
    contact: { id: 'contact-1', name: 'Sarah Lee', email: 'sarah@acme.test' },
  };
}

async function insertPeople(db: Db): Promise<Record<Person, string>> {
  await insertWorkspace(db, { id: 'acme', name: 'Acme' }, SYSTEM);
  await insertWorkspace(db, { id: 'other', name: 'Other' }, SYSTEM);
  // Managers before those who name them.
  const entries = Object.entries(PEOPLE).sort(([, a], [, b]) => Number('managerId' in a) - Number('managerId' in b));
  const tokens: [string, string][] = [];
  for (const [id, person] of entries) {
    const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
    await insertUser(db, { ...person, id, displayName: name, email: `${id}@signoff.test` }, SYSTEM);
    tokens.push([id, await createToken(db, id, 'test', SYSTEM)]);
  }
  // One for each key of PEOPLE.
  return Object.fromEntries(tokens) as Record<Person, string>;
}

/** The claim that the worker makes before it executes. */
export function claimFor({ db }: Pick<TestApi, 'db'>, actionId: string): Promise<Claim> {
  return claimExecution(db, actionId, { means: MEANS, leaseMs: 60_000, atMs: 0 });
}

/** A fault of ours: no decision can be recorded any more (on one action), until it is mended. */
export async function breakAudit({ ownerDb }: Pick<TestApi, 'ownerDb'>, actionId?: string): Promise<void> {
  const where = sql.lit(actionId ?? '');
  await sql`create function broken() returns trigger language plpgsql as $$
    begin
      if ${where} in ('', new.action_id::text) then raise exception 'a fault of ours'; end if;
      return new;
    end $$`.execute(ownerDb);
  await sql`create trigger broken before insert on action_audit for each row execute function broken()`.execute(
    ownerDb,
  );
}

export async function mendAudit({ ownerDb }: Pick<TestApi, 'ownerDb'>): Promise<void> {
  await sql`drop function broken cascade`.execute(ownerDb);
}
