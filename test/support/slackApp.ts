/** A small app of Slack's: what it is sent, and what a test has it answer. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** What was signed, read: an interaction's payload, or a command's fields. */
  // What a test looks at in it is the test's own claim about it.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  payload: any;
}

/** A status with nothing, a text, or JSON. */
export type AppAnswer = { status?: number; body?: string | object };

export interface SlackApp {
  url: string;
  received: Received[];
  /** Answers so from now on; 200 with nothing unless told otherwise. */
  answers(answer: (received: Received) => AppAnswer | Promise<AppAnswer>): void;
  close(): Promise<void>;
}

export async function startSlackApp(): Promise<SlackApp> {
  const received: Received[] = [];
  const nothing = (): AppAnswer => ({});
  let answer: (one: Received) => AppAnswer | Promise<AppAnswer> = nothing;
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString('utf8');
    const form = new URLSearchParams(body);
    const json = form.get('payload');
    const payload = json === null ? Object.fromEntries(form) : JSON.parse(json);
    const one = { path: incoming.url ?? '', headers: incoming.headers, body, payload };
    received.push(one);
    const { status = 200, body: told = '' } = await answer(one);
    const isText = typeof told === 'string';
    outgoing.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' });
    outgoing.end(isText ? told : JSON.stringify(told));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // A TCP server that listens has an address of this shape.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answers: (next) => {
      answer = next;
    },
    close: async () => {
      await new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      });
    },
  };
}
