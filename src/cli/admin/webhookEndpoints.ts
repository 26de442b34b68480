import { readAdminConfig } from '../../config.ts';
import { endpointEvents, endpointUrl } from '../../domain/params/webhooks.ts';
import { WEBHOOK_EVENTS } from '../../domain/webhooks.ts';
import { refusalOfUrl } from '../../integrations/webhooks/target.ts';
import { listDeliveries, resendDelivery, sendTest } from '../../store/webhooks/deliveries.ts';
import {
  addEndpoint,
  changeEndpoint,
  type Endpoint,
  listEndpoints,
  removeEndpoint,
  rotateSecret,
} from '../../store/webhooks/endpoints.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { command } from '../program.ts';
import { table, terminalWidth } from '../table.ts';
import { cleanLine, shortTime } from '../words.ts';
import { withDatabase } from './database.ts';
import { operatorHere } from './operator.ts';
import { check, deliveryId, endpointId } from './shapes.ts';
import { workspaceOf } from './workspaceOf.ts';

const one = { min: 1, max: 1 };
const workspace = { type: 'string', value: 'ID', help: 'The workspace; not needed where there is only one' } as const;
const events = {
  type: 'string',
  value: 'LIST',
  help: `Which events, separated by commas: ${WEBHOOK_EVENTS.join(', ')}`,
} as const;
const LISTED_DELIVERIES = 50;

export const endpointAdd = command({
  takes: 'URL',
  count: one,
  summary: 'Have events sent to an endpoint, and print the secret that signs them; nobody can show it again',
  options: { workspace, events: { ...events, help: `${events.help}; all unless given` } },
  async run({ workspace, events }, [given]) {
    const url = readUrl(given);
    const eventTypes = events === undefined ? [...WEBHOOK_EVENTS] : readEvents(events);
    const made = await withDatabase(async (db) =>
      addEndpoint(db, await workspaceOf(db, workspace), { url, eventTypes }, operatorHere()),
    );
    console.log(made.secret);
    // Not on stdout, so that a script can take the secret from there.
    console.error(`Keep it now: it is not shown again. The endpoint is ${made.id}.`);
  },
});

export const endpointList = command({
  summary: 'List the endpoints for outgoing webhooks, without their secrets',
  options: { workspace },
  async run({ workspace }) {
    const endpoints = await withDatabase(async (db) => listEndpoints(db, await workspaceOf(db, workspace)));
    const rows = endpoints.map((endpoint) => [
      endpoint.id,
      stateOf(endpoint),
      shortTime(endpoint.created_at),
      endpoint.event_types.length === WEBHOOK_EVENTS.length ? 'all' : endpoint.event_types.join(','),
      cleanLine(endpoint.url),
    ]);
    console.log(table(rows, { headings: ['ID', 'STATE', 'ADDED', 'EVENTS', 'URL'], width: terminalWidth() }));
  },
});

export const endpointSet = command({
  takes: 'ID',
  count: one,
  summary: 'Change where or which events are sent, or disable and enable an endpoint',
  options: {
    workspace,
    url: { type: 'string', value: 'URL', help: 'Where events are sent from now on' },
    events,
    disable: { type: 'boolean', help: 'Send nothing more there; what waits goes on waiting' },
    enable: { type: 'boolean', help: 'Send there again, what waited as well' },
  },
  async run({ workspace, url, events, disable = false, enable = false }, [given]) {
    if (disable && enable) throw new UsageError('--disable or --enable, not both');
    const changes = {
      ...(url === undefined ? {} : { url: readUrl(url, '--url') }),
      ...(events === undefined ? {} : { eventTypes: readEvents(events) }),
      ...(disable || enable ? { enabled: enable } : {}),
    };
    if (Object.keys(changes).length === 0) throw new UsageError('there is nothing to change: see --help');
    const id = check('ID', endpointId, given);
    const changed = await withDatabase(async (db) =>
      changeEndpoint(db, await workspaceOf(db, workspace), id, changes, operatorHere()),
    );
    if (changed === undefined) throw noEndpoint();
    console.log(`endpoint ${id} is changed, and ${stateOf(changed)}`);
  },
});

export const endpointRemove = command({
  takes: 'ID',
  count: one,
  summary: 'Remove an endpoint, and the record of what was sent there',
  options: { workspace },
  async run({ workspace }, [given]) {
    const id = check('ID', endpointId, given);
    const found = await withDatabase(async (db) =>
      removeEndpoint(db, await workspaceOf(db, workspace), id, operatorHere()),
    );
    if (!found) throw noEndpoint();
    console.log(`endpoint ${id} removed`);
  },
});

export const endpointRotate = command({
  takes: 'ID',
  count: one,
  summary: 'Make another secret and print it; the one before signs as well for a day',
  options: { workspace },
  async run({ workspace }, [given]) {
    const id = check('ID', endpointId, given);
    const rotated = await withDatabase(async (db) =>
      rotateSecret(db, await workspaceOf(db, workspace), id, operatorHere()),
    );
    if (rotated === undefined) throw noEndpoint();
    console.log(rotated.secret);
    const until = shortTime(rotated.oldEndsAt);
    console.error(`Keep it now: it is not shown again. The one before signs as well until ${until}.`);
  },
});

export const endpointTest = command({
  takes: 'ID',
  count: one,
  summary: 'Have a test event sent; what became of it "webhook-endpoint deliveries" shows',
  options: { workspace },
  async run({ workspace }, [given]) {
    const id = check('ID', endpointId, given);
    const delivery = await withDatabase(async (db) => sendTest(db, await workspaceOf(db, workspace), id));
    if (delivery === undefined) throw noEndpoint();
    console.log(`delivery ${delivery} is on its way`);
  },
});

export const endpointDeliveries = command({
  takes: 'ID',
  count: one,
  summary: `List the last ${LISTED_DELIVERIES} deliveries to an endpoint, the newest first`,
  options: { workspace },
  async run({ workspace }, [given]) {
    const id = check('ID', endpointId, given);
    const page = await withDatabase(async (db) =>
      listDeliveries(db, await workspaceOf(db, workspace), id, { limit: LISTED_DELIVERIES }),
    );
    if (page === undefined) throw noEndpoint();
    const rows = page.items.map((delivery) => [
      delivery.id,
      delivery.state,
      delivery.type,
      shortTime(delivery.created_at),
      String(delivery.attempts),
      delivery.next_at === null ? '-' : shortTime(delivery.next_at),
      cleanLine(delivery.last_error ?? String(delivery.last_status ?? '-')),
    ]);
    const headings = ['ID', 'STATE', 'EVENT', 'MADE', 'ATTEMPTS', 'NEXT', 'LAST ANSWER'];
    console.log(table(rows, { headings, width: terminalWidth() }));
  },
});

export const endpointResend = command({
  takes: 'DELIVERY',
  count: one,
  summary: 'Have an event sent once more, by the id of its delivery',
  options: { workspace },
  async run({ workspace }, [given]) {
    const id = check('DELIVERY', deliveryId, given);
    const delivery = await withDatabase(async (db) => resendDelivery(db, await workspaceOf(db, workspace), id));
    if (delivery === undefined) throw new CommandFailure('not-found', 'there is no such delivery');
    console.log(`delivery ${delivery} is on its way`);
  },
});

function readUrl(given: string | undefined, name = 'URL'): string {
  const url = check(name, endpointUrl, given);
  const refusal = refusalOfUrl(url, readAdminConfig().OUTGOING_WEBHOOK_NETWORKS ?? []);
  if (refusal !== undefined) throw new UsageError(`${name} ${refusal}`);
  return url;
}

function readEvents(given: string) {
  return check(
    '--events',
    endpointEvents,
    given.split(',').map((event) => event.trim()),
  );
}

function stateOf({ disabled_at: disabledAt, disabled_reason: reason }: Endpoint): string {
  if (disabledAt === null) return 'enabled';
  return reason === 'gone' ? 'disabled: it is gone' : 'disabled';
}

function noEndpoint(): CommandFailure {
  return new CommandFailure('not-found', 'there is no such endpoint');
}
