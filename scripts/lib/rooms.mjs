const DOMAIN = ['src/domain', 'src/domain/params'];
/** What both who act on the business, the activities and the API, are built of. */
const BUSINESS = [
  ...DOMAIN,
  'src/calendar',
  'src/detection',
  'src/drafting',
  'src/intake',
  'src/integrations',
  'src/log.ts',
  'src/notify',
  'src/store',
];

/**
 * The rooms of the house and all that each may import beside its own files, types included: other rooms, single files of
 * them, packages (`node:*`: Node's own modules). A new folder, or a new file directly in src, may import nothing and be
 * imported by nobody until it stands here. The longest name that fits a file is its room.
 *
 * @type {Record<string, string[]>}
 */
export const ROOMS = {
  'src/domain': ['node:*'],
  'src/domain/params': ['src/domain', 'zod'],
  'src/detection': ['src/domain'],
  // Public holidays: big, loaded by API and worker when they start.
  'src/calendar': ['src/domain', 'date-holidays'],
  // The language of templates that people write is Liquid's, without its loops, files and filters: src/drafting/own.
  'src/drafting': [...DOMAIN, 'liquidjs'],
  // Who is told what of an action, and how it looks at each door: pure, of Slack's library the types.
  'src/notify': [...DOMAIN, 'src/drafting', '@slack/web-api'],
  'src/intake': [...DOMAIN, 'src/calendar', 'src/drafting', 'src/store'],
  // What the command line and the worker both look at. It tells what to type.
  'src/checks': [...DOMAIN, 'src/cli/commandLine.ts', 'src/integrations', 'src/store'],
  // Of the activities only which there are, and what they take and answer.
  'src/workflows': [
    'src/domain',
    'src/activities/checkContract.ts',
    'src/activities/contract.ts',
    'src/activities/crmIn/contract.ts',
    'src/activities/telling/contract.ts',
    'src/activities/webhookContract.ts',
    '@temporalio/common',
    '@temporalio/workflow',
  ],
  'src/integrations': [
    ...DOMAIN,
    'src/notify',
    '@hubspot/api-client',
    '@slack/socket-mode',
    '@slack/web-api',
    'imapflow',
    'ipaddr.js',
    'jose',
    'node:*',
    'nodemailer',
    'openid-client',
    'standardwebhooks',
    'zod',
  ],
  'src/store': [...DOMAIN, 'src/calendar', '@noble/ciphers', 'hpke', 'kysely', 'node-pg-migrate', 'node:*', 'pg'],
  'src/activities': [...BUSINESS, 'src/checks', '@temporalio/activity', '@temporalio/common', 'node:*', 'zod'],
  'src/temporal': [
    'src/activities',
    'src/domain',
    'src/log.ts',
    'src/store',
    'src/workflows',
    '@temporalio/client',
    '@temporalio/common',
    '@temporalio/envconfig',
    '@temporalio/proto',
    '@temporalio/worker',
    'node:*',
  ],
  'src/api': [
    ...BUSINESS,
    'src/temporal',
    '@fastify/cookie',
    '@fastify/helmet',
    '@fastify/rate-limit',
    '@fastify/static',
    '@fastify/swagger',
    '@fastify/swagger-ui',
    '@temporalio/client',
    '@temporalio/proto',
    'fastify',
    'fastify-type-provider-zod',
    'node:*',
    'prom-client',
    'scimmy',
    'zod',
  ],
  // It knows the API by its document alone.
  'src/web': [
    'src/domain',
    '@mantine/core',
    '@mantine/hooks',
    '@tanstack/react-query',
    '@tanstack/react-virtual',
    'diff',
    'driver.js',
    'openapi-fetch',
    'react',
    'react-dom',
  ],
  'src/cli': [...DOMAIN, 'src/checks', 'src/config.ts', 'src/integrations', 'src/store', 'node:*', 'zod'],
  'src/config.ts': ['src/domain/params', 'src/log.ts', 'zod'],
  'src/log.ts': ['src/logLine.ts', 'pino'],
  'src/logLine.ts': ['zod'],
  'src/startup.ts': ['src/calendar', 'src/cli', 'src/config.ts', 'src/log.ts', 'src/store', 'node:*'],
  'src/server.ts': [
    'src/api',
    'src/config.ts',
    'src/integrations',
    'src/log.ts',
    'src/startup.ts',
    'src/store',
    'src/temporal',
    'node:*',
  ],
  'src/securitySyslog.ts': ['src/integrations', 'src/log.ts', 'src/store', 'node:*'],
  'src/worker.ts': [
    'src/activities',
    'src/config.ts',
    'src/integrations',
    'src/log.ts',
    'src/securitySyslog.ts',
    'src/startup.ts',
    'src/store',
    'src/temporal',
    '@temporalio/envconfig',
    '@temporalio/worker',
    'node:*',
  ],
  local: [
    ...DOMAIN,
    'src/cli',
    'src/drafting',
    'src/integrations',
    'src/store',
    'src/temporal',
    '@temporalio/client',
    '@temporalio/common',
    'mailparser',
    'node:*',
    'pg',
    'smtp-server',
    'standardwebhooks',
    'ws',
    'zod',
  ],
};

/**
 * What must not come along at run time either, by whatever way: neither is there in a workflow, whose code must be
 * deterministic, nor in a browser; and zod is 0.7 MB in every cached workflow, 80 kB for every reviewer.
 *
 * @type {Record<string, string[]>}
 */
export const OUT_OF_REACH = {
  'src/workflows': ['node:*', 'zod'],
  'src/web': ['node:*', 'zod'],
};
