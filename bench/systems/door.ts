/** The way in of the two simple systems: HTTP and JSON, without authentication, validation or anything else. */
import { createServer, type IncomingMessage } from 'node:http';
import type { NewRow } from './job.ts';

export interface Doors {
  create(payload: unknown, byItself: boolean): Promise<NewRow>;
  approve(id: string): Promise<void>;
}

/** Listens on the port that the environment names: `POST /actions`, `POST /actions/<id>`. */
export function listen({ create, approve }: Doors): void {
  const server = createServer(async (request, response) => {
    try {
      const [, , id] = (request.url ?? '').split('/');
      const body: unknown = JSON.parse(await read(request));
      const answer = id === undefined ? await create(body, request.headers['by-itself'] === '1') : await approve(id);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
    } catch (error) {
      console.error(error);
      response.writeHead(500, { 'content-type': 'application/json' }).end('{}');
    }
  });
  // As Signoff's: callers that pause find their connections again.
  server.keepAliveTimeout = 72_000;
  server.listen(Number(process.env.PORT), '127.0.0.1');
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
