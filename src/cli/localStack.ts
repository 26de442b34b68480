import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { dataDirOf } from './commandLine.ts';
import { UsageError } from './errors.ts';

const stackShape = z.object({
  apiUrl: z.url(),
  temporalUiUrl: z.url(),
  mailboxUrl: z.url(),
  smtpUrl: z.string(),
  slackFakeUrl: z.url(),
  hubspotFakeUrl: z.url(),
  databaseUrl: z.string(),
  tokens: z.object({ rep: z.string(), manager: z.string(), admin: z.string(), service: z.string() }),
});

/** What a running local stack says of itself in DATA_DIR/stack.json. */
export type LocalStack = z.output<typeof stackShape>;

/** Undefined where no stack runs on DATA_DIR (`.data`). @throws UsageError where its file is not one */
export function readLocalStack(env: NodeJS.ProcessEnv): LocalStack | undefined {
  return readFile(env, 'stack.json', stackShape);
}

/** The local stack's SECRET_KEY; undefined where there has been no stack. @throws UsageError where its file is not one */
export function readLocalSecretKey(env: NodeJS.ProcessEnv): string | undefined {
  return readFile(env, 'secrets.json', z.object({ secretKey: z.string() }))?.secretKey;
}

const secrets = z.object({ slackToken: z.string() });
const crmSecrets = z.object({ hubspotToken: z.string(), hubspotClientSecret: z.string() });

/** Mailbox, Slack and CRM that the local stack brings, as environment variables name them; nothing where none is running. @throws UsageError */
export function readLocalServices(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const stack = readLocalStack(env);
  const own = readFile(env, 'secrets.json', secrets);
  const ofCrms = readFile(env, 'crm-secrets.json', crmSecrets);
  if (stack === undefined || own === undefined || ofCrms === undefined) return {};
  return {
    SMTP_URL: stack.smtpUrl,
    SLACK_BOT_TOKEN: own.slackToken,
    SLACK_API_URL: `${stack.slackFakeUrl}/api/`,
    HUBSPOT_ACCESS_TOKEN: ofCrms.hubspotToken,
    HUBSPOT_BASE_URL: stack.hubspotFakeUrl,
    HUBSPOT_CLIENT_SECRET: ofCrms.hubspotClientSecret,
    PUBLIC_URL: stack.apiUrl,
  };
}

function readFile<T extends z.ZodType>(env: NodeJS.ProcessEnv, name: string, shape: T): z.output<T> | undefined {
  const file = join(dataDirOf(env), name);
  if (!existsSync(file)) return undefined;
  try {
    return shape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new UsageError(`${file} cannot be read; npm start writes it anew`);
  }
}
