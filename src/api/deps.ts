import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { CheckInput, ConnectionName } from '../domain/check.ts';
import type { InboundCrm } from '../integrations/crm/inbound.ts';
import type { RelyingParty } from '../integrations/oidc/relyingParty.ts';
import type { SlackSettings } from '../integrations/slack/notify.ts';
import type { SlackSocket } from '../integrations/slack/socketMode.ts';
import type { Log } from '../log.ts';
import type { ChangeFeed } from '../store/database/changes.ts';
import type { Db } from '../store/database/db.ts';
import type { SendingMeans } from '../store/decisions/executability.ts';
import type { Teller } from '../temporal/teller.ts';
import type { WebUi } from '../temporal/webUi.ts';
import type { IsFirst, TrySecret } from './guessing.ts';
import type { Metrics } from './metrics.ts';
import type { SlackDoor } from './slack/slackDoor.ts';

/** What is known of Temporal at a moment. */
export interface TemporalHealth {
  reachable: boolean;
  /** Workers that asked for work on our task queue within the last minute or so. */
  pollers: number;
  /** Search attributes of ours that the namespace does not have. */
  missingSearchAttributes?: string[];
}

/** What is needed for deciding in Slack. */
export interface SlackDoorSettings extends SlackSettings {
  /** Signs what Slack sends; absent: it sends nothing. */
  signingSecret?: string;
  /** Opens connections to Slack, through which it comes instead: Socket Mode; absent: there are none. */
  appToken?: string;
}

/** All that the API needs of the world; tests put fakes where Temporal is not their subject. */
export interface ApiDeps {
  db: Db;
  changes: ChangeFeed;
  log: Log;
  teller: Teller;
  /** Something has come into the inbox: has it drained soon. */
  kickInbox: () => void;
  /** Somebody is to be told something: has that done soon. */
  kickTelling: () => void;
  /** Answers within a few seconds; never throws. */
  checkTemporal: () => Promise<TemporalHealth>;
  means: SendingMeans;
  /** What is configured. The credentials themselves the worker alone uses. */
  connected: Readonly<Record<ConnectionName, boolean>>;
  /** Has a worker test a connection; answers whether what it found is in the database, within a minute. Never throws. */
  checkConnection: (input: CheckInput) => Promise<boolean>;
  /** Where people decide in Slack; absent: they do not. */
  slack?: SlackDoorSettings;
  /** Requests a second for each user; 0: no limit, nor one of failed sign-ins. */
  rateLimitPerSecond: number;
  /** Where people see workflows. */
  temporalUi?: WebUi;
  workerMetricsUrl?: string;
  /** Proxies whose `X-Forwarded-For` is believed: so many hops, or addresses and networks. */
  trustedProxies?: number | string[];
  /** Pending actions of one user; beyond it triggers make none. */
  maxOpenActionsPerUser?: number;
  /** How long a request may take to arrive; 30 s unless a test is in a hurry. */
  requestTimeoutMs?: number;
  /** How long a live stream is silent at most; 15 s unless a test is in a hurry. */
  heartbeatMs?: number;
  /** The CRMs that send webhooks, and the workspace they belong to where there are several. */
  webhooks?: { crms: InboundCrm[]; workspaceId?: string };
  /** Where outgoing webhooks may go although it is not the internet; absent: nowhere. */
  outgoingNetworks?: readonly string[];
  /** Whether one may sign in as any user without a password: on a developer’s machine, never in production. */
  demoSignIn: boolean;
  /** The identity providers by which people sign in. */
  relyingParties?: readonly RelyingParty[];
  /** False: people do not sign in with API tokens; programs use theirs in any case. */
  tokenSignIn?: boolean;
  /** The folder of the built browser application, absolute; absent: none is served. */
  web?: string;
  /** Whoever has it sees metrics and health in detail, as administrators do; absent: they alone. */
  metricsToken?: string;
  /** How the API is reached from outside: HubSpot signs it, and the OpenAPI document says it. */
  publicUrl?: string;
}

/** What routes are built from. */
export interface RouteDeps extends ApiDeps {
  /** What people do in Slack; absent: nothing. */
  slackDoor?: SlackDoor;
  slackSocket?: SlackSocket;
  metrics: Metrics;
  trySecret: TrySecret;
  /** What strangers cause is in the trail once a minute: nothing is ever taken out of that. */
  isFirst: IsFirst;
  /** The name of the cookie that holds a browser's session. */
  sessionCookie: string;
}

/** Fastify with our schemas giving the types. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
