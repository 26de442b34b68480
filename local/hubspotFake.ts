/**
 * A stand-in for HubSpot: serves, to whoever has the token, the objects that its webhooks only name and two pipelines, and keeps the tasks
 * and touches that are made, refusing what HubSpot refuses.
 *
 * `PUT /objects/{kind}/{id}` and `PUT /objects` (an array of `{ kind, id, … }`) tell it of objects, owners among them;
 * `GET /objects/{kind}` shows them, `GET /requests` the calls so far, `GET /livez`; `POST /faults` orders a fault for calls
 * whose path begins so, `DELETE /faults` forgets them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createFaults, type Faults } from './fakes/faults.ts';
import { json, listen, notFoundReply, type Reply, type Request, textReply } from './fakes/http.ts';
import { isMain, runFake } from './fakes/main.ts';
import { answerCall } from './hubspotFake/api.ts';
import { type FakeObjects, objectChange, openFakeObjects } from './hubspotFake/objects.ts';
import { hubspotError, missingScope } from './hubspotFake/replies.ts';

const hubspotFault = z.strictObject({
  path: z.string().default('/crm/'),
  /** `lost` and `http_502` do the work first; the others do not do it. */
  kind: z.enum([
    ...(['rate_limited', 'locked', 'unauthorized', 'missing_scope', 'http_500', 'slow', 'hang_up'] as const),
    ...(['lost', 'http_502'] as const),
  ]),
  /** With `rate_limited`. */
  policyName: z.enum(['SECONDLY', 'TEN_SECONDLY_ROLLING', 'DAILY']).default('TEN_SECONDLY_ROLLING'),
  /** With `rate_limited`: a Retry-After header, which HubSpot does not always send. */
  retryAfterSeconds: z.number().int().min(0).optional(),
  /** With `missing_scope`: the one that is said to be missing. */
  scope: z.string().default('crm.objects.contacts.write'),
  /** With `slow`; the answer comes then. */
  delayMs: z.number().int().min(0).default(1_000),
  times: z.number().int().min(1).default(1),
});
type HubspotFault = Omit<z.output<typeof hubspotFault>, 'times'>;

export interface HubspotFake {
  port: number;
  /** What the client takes as basePath. */
  baseUrl: string;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

interface Fake {
  objects: FakeObjects;
  faults: Faults<HubspotFault>;
  requests: string[];
  token: string | undefined;
}

/** Starts a fake that keeps its objects in `dir`. Port 0 is any free one; without a `token` any token will do. */
export async function startHubspotFake(settings: {
  port: number;
  dir: string;
  token?: string;
  /** Loopback unless told otherwise. */
  host?: string;
}): Promise<HubspotFake> {
  const { port, dir, token, host = '127.0.0.1' } = settings;
  const objects = await openFakeObjects(dir);
  const fake: Fake = { objects, faults: createFaults(), requests: [], token };
  const http = await listen((request) => route(request, fake), host, port);
  return {
    port: http.port,
    baseUrl: `http://${host}:${http.port}`,
    close: async () => {
      await http.close();
      await objects.close();
    },
  };
}

async function route(request: Request, fake: Fake): Promise<Reply | 'hang-up'> {
  const { method, url, body } = request;
  const path = url.pathname;
  if (path.startsWith('/crm/') || path === TOKEN_INFO) return call(request, fake);
  const [, root, kind, id] = path.split('/');
  if (root === 'objects' && method === 'PUT') return put(kind, id, JSON.parse(body), fake.objects);
  if (root === 'objects' && method === 'GET') return json(200, fake.objects.list(kind ?? ''));
  if (path === '/faults' && method === 'POST') {
    fake.faults.order(hubspotFault.parse(JSON.parse(body)));
    return json(201, { ordered: true });
  }
  if (path === '/faults' && method === 'DELETE') {
    fake.faults.clear();
    return json(200, { ordered: false });
  }
  if (path === '/requests' && method === 'GET') return json(200, fake.requests);
  return path === '/livez' && method === 'GET' ? textReply(200, 'ok\n') : notFoundReply();
}

async function put(kind: string | undefined, id: string | undefined, body: unknown, objects: FakeObjects) {
  const one = z.looseObject({}).safeParse(body);
  const changes = kind === undefined ? body : [{ ...one.data, kind, id }];
  for (const change of z.array(objectChange).parse(changes)) await objects.put(change);
  return json(200, { kept: true });
}

const KEPT_REQUESTS = 1_000;
const TOKEN_INFO = '/oauth/v2/private-apps/get/access-token-info';
/** The account of the fake, as its webhooks name it. */
const PORTAL_ID = 4711;

/** One call of HubSpot's API. */
async function call(request: Request, { objects, faults, requests, token }: Fake): Promise<Reply | 'hang-up'> {
  const path = request.url.pathname;
  requests.push(`${request.method} ${path}`);
  if (requests.length > KEPT_REQUESTS) requests.shift();
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (given === undefined || (token !== undefined && given !== token)) {
    return hubspotError(401, 'INVALID_AUTHENTICATION');
  }
  const fault = faults.take((ordered) => path.startsWith(ordered.path));
  if (fault !== undefined) {
    const instead = await insteadOf(fault);
    if (instead !== undefined) return instead;
  }
  const reply = path === TOKEN_INFO ? json(200, TOKEN) : await answerCall(request, objects);
  if (fault?.kind === 'lost') return 'hang-up';
  return fault?.kind === 'http_502' ? textReply(502, 'bad gateway\n') : reply;
}

const TOKEN = {
  hubId: PORTAL_ID,
  userId: 1,
  appId: 1,
  scopes: [
    ...['deals', 'contacts', 'companies', 'owners'].map((kind) => `crm.objects.${kind}.read`),
    'crm.objects.contacts.write',
    'sales-email-read',
  ],
};

/** What is answered in the place of the call; undefined where that goes on. */
async function insteadOf(fault: HubspotFault): Promise<Reply | 'hang-up' | undefined> {
  switch (fault.kind) {
    case 'hang_up':
      return 'hang-up';
    case 'rate_limited':
      return tooFast(fault);
    case 'locked':
      return hubspotError(423, 'LOCKED');
    case 'unauthorized':
      return hubspotError(401, 'EXPIRED_AUTHENTICATION');
    case 'missing_scope':
      return missingScope(fault.scope);
    case 'http_500':
      return textReply(500, 'server error\n');
    case 'slow':
      await sleep(fault.delayMs);
      return undefined;
    default:
      return undefined;
  }
}

function tooFast({ policyName, retryAfterSeconds }: HubspotFault): Reply {
  const reply = hubspotError(429, 'RATE_LIMITS', { errorType: 'RATE_LIMIT', policyName });
  if (retryAfterSeconds === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfterSeconds) } };
}

if (isMain(import.meta.url)) {
  const environment = z.object({
    HUBSPOT_FAKE_PORT: z.coerce.number().int().min(0).max(65_535),
    HUBSPOT_FAKE_DIR: z.string().min(1),
    HUBSPOT_FAKE_TOKEN: z.string().min(1).optional(),
    HUBSPOT_FAKE_HOST: z.string().min(1).default('127.0.0.1'),
  });
  void runFake('hubspot-fake', () => {
    const env = environment.parse(process.env);
    return startHubspotFake({
      port: env.HUBSPOT_FAKE_PORT,
      dir: env.HUBSPOT_FAKE_DIR,
      token: env.HUBSPOT_FAKE_TOKEN,
      host: env.HUBSPOT_FAKE_HOST,
    });
  });
}
