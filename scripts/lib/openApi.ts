import { createHash } from 'node:crypto';
import { buildApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { createBottleCrmInbound } from '../../src/integrations/crm/bottlecrm/inbound.ts';
import { createHubspotInbound } from '../../src/integrations/crm/hubspot/inbound.ts';
import { createWebhookInbound } from '../../src/integrations/crm/webhook/index.ts';
import { createLog } from '../../src/log.ts';
import { openDb } from '../../src/store/database/db.ts';

/** Nobody listens there, and nothing is asked of it: a document is made from routes alone. */
const NOWHERE = 'postgres://127.0.0.1:1/none';

/** Nothing is signed with it. */
const UNUSED = `whsec_${Buffer.alloc(24).toString('base64')}`;

export interface OpenApiDocument {
  /** JSON. */
  text: string;
  /** Of the text, hexadecimal. */
  sha256: string;
}

/** The OpenAPI document of the API as it is in the sources, made without a database or a server. */
export async function openApiDocument(): Promise<OpenApiDocument> {
  const db = openDb({ databaseUrl: NOWHERE, maxConnections: 1, applicationName: 'openapi', onError: () => {} });
  const unused = () => Promise.reject(new Error('a document asks nothing of Temporal'));
  const changes: ApiDeps['changes'] = { subscribe: () => () => {}, close: async () => {} };
  const app = await buildApp({
    db,
    changes,
    log: createLog('openapi', 'silent'),
    teller: { tell: () => undefined, idle: async () => undefined },
    kickInbox: () => undefined,
    kickTelling: () => undefined,
    checkTemporal: unused,
    connected: { hubspot: false, bottlecrm: false, slack: false, smtp: false, imap: false, temporal: true },
    checkConnection: unused,
    means: { smtpRelay: false, slack: false, crms: new Set() },
    slack: { token: 'unused', signingSecret: 'unused' },
    rateLimitPerSecond: 0,
    demoSignIn: true,
    webhooks: {
      crms: [createHubspotInbound('unused'), createBottleCrmInbound(UNUSED), createWebhookInbound([UNUSED])],
    },
  });
  try {
    const text = JSON.stringify(app.swagger(), bySchemaName, 1);
    return { text, sha256: createHash('sha256').update(text).digest('hex') };
  } finally {
    await app.close();
    await db.destroy();
  }
}

/** Zod lists schemas in the order in which their modules were loaded, which is another one in every process. */
function bySchemaName(key: string, value: unknown): unknown {
  if (key !== 'schemas' || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
