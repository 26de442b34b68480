/**
 * Socket Mode (docs.slack.dev/apis/events-api/using-socket-mode): an app without a public address opens WebSockets to Slack, and
 * each interaction goes through one of them, once.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { APP_ID } from './ids.ts';

export interface Sockets {
  /** Where a new connection is made: good for one, and not for long. */
  newUrl(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many there are. */
  count(): number;
  /** Sends to one of the connections, by turns. Undefined where there is none; `late` where it was not acknowledged in time. */
  send(type: 'interactive' | 'slash_commands', payload: object, patienceMs: number): Promise<Acknowledged | undefined>;
  /** Tells every app to make a new connection, as Slack does every few hours, and ends these. */
  refresh(): void;
  close(): void;
}

type Acknowledged = { payload: unknown } | 'late';

const TICKET_LIFE_MS = 30_000;
/** Slack's own clients leave a server that has not pinged for half a minute. */
const PING_EVERY_MS = 5_000;
const PATH = '/link/';

const ackSchema = z.looseObject({ envelope_id: z.string(), payload: z.unknown() });

/** @param origin where the fake is reached by HTTP, told once it listens */
export function createSockets(origin: () => string): Sockets {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Map<string, number>();
  const waiting = new Map<string, (ack: Acknowledged) => void>();
  let open: WebSocket[] = [];
  let turn = 0;
  const pinging = setInterval(() => {
    for (const socket of open) socket.ping();
  }, PING_EVERY_MS);
  pinging.unref();

  function welcome(socket: WebSocket): void {
    open.push(socket);
    socket.on('close', () => {
      open = open.filter((each) => each !== socket);
    });
    // A connection that breaks closes too, which is all that is needed.
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      const ack = ackSchema.safeParse(JSON.parse(String(data)));
      if (ack.success) waiting.get(ack.data.envelope_id)?.({ payload: ack.data.payload });
    });
    tell(socket, {
      type: 'hello',
      num_connections: open.length,
      connection_info: { app_id: APP_ID },
      debug_info: { host: 'slack-fake', approximate_connection_time: 18_060 },
    });
  }

  return {
    newUrl: () => {
      const ticket = randomBytes(16).toString('hex');
      tickets.set(ticket, performance.now() + TICKET_LIFE_MS);
      return `${origin().replace(/^http/, 'ws')}${PATH}?ticket=${ticket}&app_id=${APP_ID}`;
    },
    upgrade: (request, socket, head) => {
      const url = new URL(request.url ?? '/', 'http://fake.invalid');
      const ticket = url.searchParams.get('ticket') ?? '';
      const untilMs = tickets.get(ticket) ?? 0;
      tickets.delete(ticket);
      if (url.pathname !== PATH || performance.now() > untilMs) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, welcome);
    },
    count: () => open.length,
    send: async (type, payload, patienceMs) => {
      const live = open.filter(({ readyState }) => readyState === WebSocket.OPEN);
      const socket = live[turn++ % live.length];
      if (socket === undefined) return undefined;
      const id = randomUUID();
      try {
        return await new Promise<Acknowledged>((resolve) => {
          waiting.set(id, resolve);
          setTimeout(() => resolve('late'), patienceMs).unref();
          tell(socket, { envelope_id: id, type, accepts_response_payload: true, payload });
        });
      } finally {
        waiting.delete(id);
      }
    },
    refresh: () => {
      for (const socket of open) {
        tell(socket, { type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'slack-fake' } });
        socket.close();
      }
    },
    close: () => {
      clearInterval(pinging);
      for (const socket of open) socket.terminate();
      server.close();
    },
  };
}

function tell(socket: WebSocket, message: object): void {
  socket.send(JSON.stringify(message));
}
