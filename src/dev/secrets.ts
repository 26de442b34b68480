import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type DataDir, readOrMake } from './dataDir.ts';

const shape = z.object({ secretKey: z.string(), postgresPassword: z.string(), slackToken: z.string() });

export type Secrets = z.output<typeof shape>;

/** The stack's own secrets, made at its first start and kept. */
export function secretsOf(dir: DataDir): Secrets {
  return readOrMake(dir.path('secrets.json'), shape, () => ({
    secretKey: randomBytes(32).toString('base64'),
    postgresPassword: randomBytes(24).toString('base64url'),
    slackToken: `xoxb-local-${randomBytes(16).toString('hex')}`,
  }));
}
