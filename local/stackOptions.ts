import { resolve } from 'node:path';
import { z } from 'zod';
import { SetupError } from './setupError.ts';

const port = z.coerce.number().int().min(1).max(65_535);

const schema = z.object({
  PORT: port.default(3000),
  DATA_DIR: z.string().default('.data'),
  POSTGRES_PORT: port.optional(),
  TEMPORAL_PORT: port.optional(),
  TEMPORAL_UI_PORT: port.optional(),
  MAILBOX_SMTP_PORT: port.optional(),
  MAILBOX_HTTP_PORT: port.optional(),
  SLACK_FAKE_PORT: port.optional(),
  HUBSPOT_FAKE_PORT: port.optional(),
  WORKER_PORT: port.optional(),
  /** 0: what dies stays down. */
  SUPERVISE: z.enum(['0', '1']).default('1'),
  /** scripts/start.mjs finds it, or puts it there. */
  TEMPORAL_CLI_PATH: z.string(),
});

export type StackOptions = Readonly<z.output<typeof schema>>;

/** The supervisor's own settings; those of worker and API are src/config.ts's. @throws SetupError naming what is malformed */
export function readStackOptions(env: NodeJS.ProcessEnv): StackOptions {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ...parsed.data, DATA_DIR: resolve(parsed.data.DATA_DIR) };
  throw new SetupError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}
