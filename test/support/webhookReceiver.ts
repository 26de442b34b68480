/** A receiver of outgoing webhooks: a real server, which keeps what it got and answers as a test wants it. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** `never`: the connection stays, and nothing comes. */
export type Answer = number | 'never';

export interface WebhookReceiver {
  port: number;
  /** Of a path of its own; `host` where it is to be called by another name. */
  url(path: string, host?: string): string;
  /** What came to a path, in order. */
  received(path: string): Received[];
  /** Which status a path answers from now on: each in turn, the last of them for good. 204 where nothing is said. */
  answer(path: string, ...answers: Answer[]): void;
  close(): Promise<void>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const all: Received[] = [];
  const answers = new Map<string, Answer[]>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      all.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
      respond(response, answers.get(path) ?? [204]);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: (path, host = '127.0.0.1') => `http://${host}:${port}${path}`,
    received: (path) => all.filter((each) => each.path === path),
    answer: (path, ...given) => void answers.set(path, given),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Redirects lead to /elsewhere. */
function respond(response: ServerResponse, answers: Answer[]): void {
  const status = (answers.length > 1 ? answers.shift() : answers[0]) ?? 204;
  if (status === 'never') return;
  response.writeHead(status, status >= 300 && status < 400 ? { location: '/elsewhere' } : {}).end();
}

/** The event that was received, where the library of Standard Webhooks takes its signature. @throws where it does not */
export function verified({ body, headers }: Received, secret: string): Record<string, unknown> {
  // Every header that the library reads has one value.
  return new Webhook(secret).verify(body, headers as Record<string, string>) as Record<string, unknown>;
}
