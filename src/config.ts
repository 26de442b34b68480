/**
 * The one reader of process.env. Every missing or malformed key is listed at once, by name; the result is frozen and
 * handed on, so that nothing else depends on the environment. Temporal's own variables (TEMPORAL_ADDRESS,
 * TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_…) are read by @temporalio/envconfig: see src/temporal/connection.ts.
 */
import { z } from 'zod';
import { dkimDomain, dkimPrivateKey, dkimSelector } from './domain/params/dkim.ts';
import { isSafeUrl, oidcProviders } from './domain/params/oidcProviders.ts';
import { LOG_FORMATS } from './log.ts';

/** A port, or 0 for any free one. */
const port = z.coerce.number().int().min(0).max(65_535);
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });

/** So many proxies before us, or their addresses and networks. */
const trustedProxies = z.union(
  [
    z
      .string()
      .regex(/^[1-9]$/)
      .transform(Number),
    z
      .string()
      .transform((list) => list.split(',').map((address) => address.trim()))
      .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))),
  ],
  'must be a number of proxies (1 to 9), or addresses and networks such as 10.0.0.0/8, separated by commas',
);

/** Standard Webhooks: 24 to 64 bytes in base64, marked as a secret. */
const webhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'must be whsec_… in base64, separated by commas')
  .refine((secret) => {
    const { length } = Buffer.from(secret.slice('whsec_'.length), 'base64');
    return length >= 24 && length <= 64;
  }, 'must be 24 to 64 bytes each');

/** Without a port there is no telling which: receivers of syslog over TCP have none that is agreed upon (RFC 6587, section 3.1). */
const syslogUrl = z
  .url({ protocol: /^(tls|tcp|udp)$/, hostname: /./ })
  .refine((url) => new URL(url).port !== '', 'must be tls://host:port, tcp://host:port or udp://host:port');

const network = z.union([z.cidrv4(), z.cidrv6()]);

/** Networks, or single addresses as such: 10.0.0.0/8, 192.168.1.7/32, fd00::/8. */
const networks = z
  .string()
  .transform((list) => list.split(',').map((network) => network.trim()))
  .refine(
    (list) => list.every((each) => network.safeParse(each).success),
    'must be networks such as 10.0.0.0/8, separated by commas',
  );

const key = z.base64().refine((value) => Buffer.from(value, 'base64').length === 32);

/** Whether a text is what SECRET_KEY may be. */
export function areKeys(value: string): boolean {
  return value.split(',').every((part) => key.safeParse(part.trim()).success);
}

const schema = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(LOG_FORMATS).default('json'),
  DATABASE_URL: postgresUrl,
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(20),
  TEMPORAL_TASK_QUEUE: z.string().min(1).default('signoff'),
  /** Where people see workflows; only used to make links. */
  TEMPORAL_UI_URL: z.url().optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(3000),
  /** How people and CRMs reach the API and the screens; links to actions begin with it. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** The identity providers by which people sign in: a JSON list, see docs/signing-in.md. */
  OIDC_PROVIDERS: oidcProviders.optional(),
  /** Whether people may sign in with an API token; programs use theirs in any case. */
  TOKEN_SIGN_IN: z.enum(['on', 'off']).default('on'),
  /** The worker's own health and metrics. */
  WORKER_HOST: z.string().min(1).default('127.0.0.1'),
  WORKER_PORT: port.default(3001),
  /** Where the API finds the worker's metrics, to show them with its own. */
  WORKER_METRICS_URL: z.url().optional(),
  /** Encrypts the reps' mail passwords: keys of 32 random bytes in base64, separated by commas; the first encrypts. */
  SECRET_KEY: z.string().refine(areKeys, 'must be 32 bytes in base64, or several such separated by commas').optional(),
  /** Lets whoever collects metrics see them; administrators may anyway. */
  METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,}$/, 'must be 16 characters or more, without spaces')
    .optional(),
  /** The relay for reps without mail servers of their own. */
  SMTP_URL: z.url({ protocol: /^smtps?$/, hostname: /./ }).optional(),
  /** The mailbox that takes drafts of reps without one of their own. */
  IMAP_URL: z.url({ protocol: /^imaps?$/, hostname: /./ }).optional(),
  SLACK_BOT_TOKEN: z.string().min(1).optional(),
  SLACK_API_URL: z.url().optional(),
  /** Signs what Slack sends when people decide there; without it they do not. */
  SLACK_SIGNING_SECRET: z.string().min(16).optional(),
  /** Opens a connection to Slack through which it sends that, where Slack cannot reach us: Socket Mode. */
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-/, 'must be an app-level token, xapp-…')
    .optional(),
  /** Signs HubSpot's webhooks, with PUBLIC_URL in what is signed; without it there is no endpoint for them. */
  HUBSPOT_CLIENT_SECRET: z.string().min(1).optional(),
  /** Signs what leaves through SMTP_URL from this domain. All three or none. */
  DKIM_DOMAIN: dkimDomain.optional(),
  DKIM_SELECTOR: dkimSelector.optional(),
  DKIM_PRIVATE_KEY: dkimPrivateKey.optional(),
  /** Reads from HubSpot what its webhooks only name, polls it, and writes tasks and touches. */
  HUBSPOT_ACCESS_TOKEN: z.string().min(1).optional(),
  HUBSPOT_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** BottleCRM: where it is, and a personal access token. Both or neither. */
  BOTTLECRM_URL: z.url({ protocol: /^https?$/ }).optional(),
  BOTTLECRM_TOKEN: z.string().min(1).optional(),
  /** Where people open BottleCRM: its API does not say, and links are made of it. */
  BOTTLECRM_WEB_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Signs BottleCRM's webhooks; without it there is no endpoint for them. */
  BOTTLECRM_WEBHOOK_SECRET: z.string().min(1).optional(),
  /** Sign the generic webhooks, beside the keys that administrators make; several while one is being replaced. */
  CRM_WEBHOOK_SECRETS: z
    .string()
    .transform((secrets) => secrets.split(',').map((secret) => secret.trim()))
    .pipe(z.array(webhookSecret))
    .optional(),
  /** The workspace that the CRMs belong to; not needed where there is only one. */
  CRM_WORKSPACE: z.string().min(1).optional(),
  /** Where outgoing webhooks may go, by http as well, although it is not the internet. */
  OUTGOING_WEBHOOK_NETWORKS: networks.optional(),
  /** Where the worker sends the security trail as syslog; unset, nowhere. */
  SECURITY_SYSLOG_URL: syslogUrl.optional(),
  /** Requests a second for each user; 0: no limit. */
  RATE_LIMIT_PER_SECOND: z.coerce.number().int().min(0).default(100),
  /** Whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: trustedProxies.optional(),
  /** Pending actions of one user; beyond it triggers make none. */
  MAX_OPEN_ACTIONS_PER_USER: z.coerce.number().int().min(1).default(10_000),
  /** How long transient failures of an execution are retried, from its first attempt. */
  RETRY_BUDGET_MINUTES: z.coerce.number().min(0).default(60),
  /** For how many days decided actions are kept, with their trail; unset: for ever. 90 days are what insights and caps look back over. */
  KEEP_ACTIONS_DAYS: z.coerce.number().int().min(90).optional(),
  /** The same of triggers that came to nothing. */
  KEEP_UNUSED_TRIGGERS_DAYS: z.coerce.number().int().min(7).default(180),
  MAX_CACHED_WORKFLOWS: z.coerce.number().int().min(2).default(100),
  /** How long a stopping process lets what it has begun come to its end. */
  SHUTDOWN_GRACE_SECONDS: z.coerce.number().int().min(0).default(20),
});

export type Config = Readonly<z.output<typeof schema>>;

/** Every variable that is read. */
export const CONFIG_KEYS: readonly string[] = Object.keys(schema.shape);

const adminSchema = schema.pick({
  SMTP_URL: true,
  IMAP_URL: true,
  SLACK_BOT_TOKEN: true,
  SLACK_API_URL: true,
  PUBLIC_URL: true,
  CRM_WORKSPACE: true,
  HUBSPOT_CLIENT_SECRET: true,
  HUBSPOT_ACCESS_TOKEN: true,
  HUBSPOT_BASE_URL: true,
  BOTTLECRM_URL: true,
  BOTTLECRM_TOKEN: true,
  BOTTLECRM_WEB_URL: true,
  BOTTLECRM_WEBHOOK_SECRET: true,
  OUTGOING_WEBHOOK_NETWORKS: true,
});

/** What belongs to mail, Slack, CRMs and outgoing webhooks: all that the administrator's command line needs. */
export type AdminConfig = Readonly<z.output<typeof adminSchema>>;

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** @throws ConfigError naming every variable that is missing or malformed, never with its value */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const config = read(schema, env);
  checkSignIn(config);
  checkDkim(config);
  return config;
}

/** The same of the administrator's part alone. @throws ConfigError */
export function readAdminConfig(env: NodeJS.ProcessEnv = process.env): AdminConfig {
  return read(adminSchema, env);
}

function read<T extends AdminConfig>(shape: z.ZodType<T>, env: NodeJS.ProcessEnv): Readonly<T> {
  // An empty variable is an unset one: that is how compose files and shells express it.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = shape.safeParse(given);
  if (parsed.success) return Object.freeze(consistent(parsed.data));
  const problems = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return given[String(issue.path[0])] === undefined ? `${name} is required` : `${name}: ${issue.message}`;
  });
  throw new ConfigError(`configuration: ${problems.join('; ')}`);
}

function consistent<C extends AdminConfig>(config: C): C {
  if (config.HUBSPOT_CLIENT_SECRET !== undefined && config.PUBLIC_URL === undefined) {
    throw new ConfigError('configuration: PUBLIC_URL is required with HUBSPOT_CLIENT_SECRET: HubSpot signs it');
  }
  if ((config.BOTTLECRM_URL === undefined) !== (config.BOTTLECRM_TOKEN === undefined)) {
    throw new ConfigError('configuration: BOTTLECRM_URL and BOTTLECRM_TOKEN belong together');
  }
  return config;
}

function checkSignIn({ OIDC_PROVIDERS = [], TOKEN_SIGN_IN, PUBLIC_URL }: Config): void {
  if (OIDC_PROVIDERS.length === 0) {
    if (TOKEN_SIGN_IN === 'on') return;
    throw new ConfigError('configuration: TOKEN_SIGN_IN=off needs OIDC_PROVIDERS: else nobody could sign in');
  }
  if (PUBLIC_URL === undefined) {
    throw new ConfigError('configuration: PUBLIC_URL is required with OIDC_PROVIDERS: they send browsers back to it');
  }
  if (!isSafeUrl(PUBLIC_URL)) {
    throw new ConfigError('configuration: PUBLIC_URL must be https with OIDC_PROVIDERS, or on this machine');
  }
}

function checkDkim({ DKIM_DOMAIN, DKIM_SELECTOR, DKIM_PRIVATE_KEY }: Config): void {
  const given = [DKIM_DOMAIN, DKIM_SELECTOR, DKIM_PRIVATE_KEY].filter((value) => value !== undefined);
  if (given.length === 0 || given.length === 3) return;
  throw new ConfigError('configuration: DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY belong together');
}

/** What mail is signed with, where it is. */
export function dkimKey({ DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_PRIVATE_KEY: privateKey }: Config) {
  if (domain === undefined || selector === undefined || privateKey === undefined) return undefined;
  return { domain, selector, privateKey };
}

/** TOKEN_SIGN_IN holds none. */
const SECRET = /KEY|TOKEN(?!_SIGN_IN)|PASSWORD|SECRET/i;

/** The configuration for the log: secrets and the passwords in URLs are masked. */
export function redacted(config: Config): Record<string, unknown> {
  return redactedParts(config);
}

function redactedParts(parts: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, value]) => [name, SECRET.test(name) ? '[redacted]' : withoutPassword(value)]),
  );
}

function withoutPassword(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPassword);
  if (typeof value === 'object' && value !== null) return redactedParts(value);
  if (typeof value !== 'string' || !URL.canParse(value)) return value;
  const url = new URL(value);
  if (url.password !== '') url.password = 'redacted';
  return url.password === '' ? value : url.href;
}
