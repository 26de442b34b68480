import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type DataDir, readOrMake } from './dataDir.ts';

const own = z.object({ secretKey: z.string(), postgresPassword: z.string(), slackToken: z.string() });
const database = z.object({ runningPassword: z.string() });
const slack = z.object({ slackSigningSecret: z.string() });
const crm = z.object({ hubspotToken: z.string(), hubspotClientSecret: z.string(), crmWebhookSecret: z.string() });

export type Secrets = z.output<typeof own> & z.output<typeof database> & z.output<typeof slack> & z.output<typeof crm>;

/** The stack's own secrets, made at its first start and kept. */
export function secretsOf(dir: DataDir): Secrets {
  const kept = readOrMake(dir.path('secrets.json'), own, () => ({
    secretKey: randomBytes(32).toString('base64'),
    postgresPassword: randomBytes(24).toString('base64url'),
    slackToken: `xoxb-local-${randomBytes(16).toString('hex')}`,
  }));
  // In files of their own: a stack that was made before there were these keeps its other secrets.
  const ofDatabase = readOrMake(dir.path('database-secrets.json'), database, () => ({
    runningPassword: randomBytes(24).toString('base64url'),
  }));
  const ofSlack = readOrMake(dir.path('slack-secrets.json'), slack, () => ({
    slackSigningSecret: randomBytes(16).toString('hex'),
  }));
  const ofCrms = readOrMake(dir.path('crm-secrets.json'), crm, () => ({
    hubspotToken: `pat-local-${randomBytes(16).toString('hex')}`,
    hubspotClientSecret: randomBytes(24).toString('hex'),
    crmWebhookSecret: `whsec_${randomBytes(32).toString('base64')}`,
  }));
  return { ...kept, ...ofDatabase, ...ofSlack, ...ofCrms };
}
