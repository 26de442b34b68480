/** The API on a real Postgres, with stand-ins for Temporal: a starter that notes, a decider that records at once. */

import { buildApp } from '../../../src/api/app.ts';
import type { Api, ApiDeps } from '../../../src/api/deps.ts';
import type { Command, DecisionType } from '../../../src/domain/decide.ts';
import { readCommand } from '../../../src/domain/readCommand.ts';
import { createLog } from '../../../src/log.ts';
import { type Changes, listenForChanges } from '../../../src/store/changes.ts';
import { claimExecution } from '../../../src/store/claimExecution.ts';
import { type Db, openDb } from '../../../src/store/db.ts';
import { insertUser, insertWorkspace } from '../../../src/store/people.ts';
import { recordClosing, recordEdit } from '../../../src/store/recordDecision.ts';
import { recordReschedule, recordSchedule, recordUndo } from '../../../src/store/schedule.ts';
import type { Role } from '../../../src/store/schema.ts';
import { createToken } from '../../../src/store/tokens.ts';
import type { Decider, DecisionReply, DecisionRequest } from '../../../src/temporal/decisions.ts';
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
  changes: Changes;
  databaseUrl: string;
  tokens: Record<Person, string>;
  /** Actions whose start was asked for, in order. */
  started: string[];
  /** Decisions as the decider got them; `next` answers instead of it, once. */
  decisions: { seen: DecisionRequest[]; next: ((request: DecisionRequest) => Promise<DecisionReply>)[] };
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
  const changes = listenForChanges(database.url, () => {});
  const tokens = await insertPeople(db);
  const started: string[] = [];
  const decisions: TestApi['decisions'] = { seen: [], next: [] };
  const app = await buildApp({
    db,
    changes,
    log: createLog('test', 'silent'),
    starter: {
      async start(actionId) {
        started.push(actionId);
        return 'started';
      },
    },
    decider: fakeDecider(db, decisions),
    checkTemporal: async () => ({ reachable: true, pollers: 1 }),
    means: { smtpRelay: true, slack: true, crms: new Set(['built-in']) },
    rateLimitPerSecond: 0,
    demoSignIn: true,
    ...overrides,
  });

  const call: TestApi['call'] = async (who, method, url, { body, headers = {} } = {}) => {
    const authorization = who === null ? {} : { authorization: `Bearer ${tokens[who]}` };
    const payload = body === undefined ? {} : { payload: body as object };
    const response = await app.inject({ method, url, headers: { ...authorization, ...headers }, ...payload });
    const isJson = String(response.headers['content-type']).includes('json');
    return {
      status: response.statusCode,
      headers: response.headers,
      body: isJson ? response.json() : response.body,
    };
  };

  return {
    app,
    db,
    changes,
    databaseUrl: database.url,
    tokens,
    started,
    decisions,
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
      await db.destroy();
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
  await insertWorkspace(db, { id: 'acme', name: 'Acme' });
  await insertWorkspace(db, { id: 'other', name: 'Other' });
  // Managers before those who name them.
  const entries = Object.entries(PEOPLE).sort(([, a], [, b]) => Number('managerId' in a) - Number('managerId' in b));
  const tokens: [string, string][] = [];
  for (const [id, person] of entries) {
    const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
    await insertUser(db, { ...person, id, displayName: name, email: `${id}@signoff.test` });
    tokens.push([id, await createToken(db, id, 'test')]);
  }
  // One for each key of PEOPLE.
  return Object.fromEntries(tokens) as Record<Person, string>;
}

/** Does in the database what the workflow's activities would, without executing anything. */
function fakeDecider(db: Db, { seen, next }: TestApi['decisions']): Decider {
  return {
    async decide(request) {
      seen.push(request);
      const answer = next.shift();
      return answer === undefined ? record(db, request) : answer(request);
    },
  };
}

export async function record(db: Db, request: DecisionRequest): Promise<DecisionReply> {
  const { actionId, type, updateId, message } = request;
  const at = new Date().toISOString();
  const read = readCommand(type, message, { id: updateId, at, channel: 'as-said' });
  if (!read.ok) return { kind: 'refused', refusal: read.refusal };
  await RECORD[type](db, actionId, read.command);
  return { kind: 'accepted' };
}

const means = { smtpRelay: true, slack: true, crms: new Set(['built-in']) };

const RECORD: Record<DecisionType, (db: Db, actionId: string, command: Command) => Promise<unknown>> = {
  edit: recordEdit,
  cancel: recordClosing,
  undo: recordUndo,
  reschedule: recordReschedule,
  approve: (db, actionId, command) => {
    const { undoSeconds = 0 } = command;
    if (undoSeconds === 0) return claimExecution(db, actionId, command, { means, leaseMs: 60_000 });
    const executesAt = new Date(Date.parse(command.at) + undoSeconds * 1_000).toISOString();
    return recordSchedule(db, actionId, command, { executesAt, means });
  },
};
