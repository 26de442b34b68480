/** The little HTTP that the fakes need. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Request {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** Answers a request; `'hang-up'` drops the connection without a word. */
export type Handler = (request: Request) => Promise<Reply | 'hang-up'>;

const MAX_BODY_BYTES = 2_000_000;

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

export function textReply(status: number, value: string | Buffer): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: value };
}

export const notFoundReply = (): Reply => textReply(404, 'not found\n');

/** Takes a connection over that asks for another protocol, WebSocket for one. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Listens on `port` (0: any free one). `close` ends open connections too, but those that `upgrade` has taken. */
export async function listen(handler: Handler, host: string, port: number, upgrade?: Upgrade) {
  const server = createServer(async (incoming, outgoing) => {
    const reply = await answer(handler, incoming);
    if (reply === 'hang-up') {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(reply.status, { ...SAFE_HEADERS, ...reply.headers }).end(reply.body);
  });
  if (upgrade !== undefined) server.on('upgrade', upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { port: portOf(server), close: () => closeServer(server) };
}

const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

async function answer(handler: Handler, incoming: IncomingMessage): Promise<Reply | 'hang-up'> {
  try {
    const url = new URL(incoming.url ?? '/', 'http://fake.invalid');
    if (isForeign(incoming.headers.host)) return textReply(403, 'this host is not known here: use localhost\n');
    const body = await bodyOf(incoming);
    return await handler({ method: incoming.method ?? 'GET', url, headers: incoming.headers, body });
  } catch (error) {
    return textReply(400, `${error instanceof Error ? error.message : String(error)}\n`);
  }
}

/**
 * Whether the Host is a name of another site's, which that site has made point here to read along as if it were its own (DNS
 * rebinding). An address cannot be made to point elsewhere.
 */
function isForeign(host = ''): boolean {
  const url = `http://${host}`;
  if (!URL.canParse(url)) return true;
  const { hostname } = new URL(url);
  return hostname !== 'localhost' && isIP(hostname.replace(/^\[|\]$/g, '')) === 0;
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_BODY_BYTES) throw new Error('the request is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function portOf(server: Server): number {
  // A TCP server that listens has an address of this shape.
  return (server.address() as AddressInfo).port;
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
