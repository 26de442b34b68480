/** Stands between Signoff and a CRM, passes everything on and can lose an answer on its way back. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LosingProxy {
  url: string;
  /** What has come, as `POST /api/tasks/`, in order. */
  seen: string[];
  /** The next answer to such a request is lost: the work is done, the connection breaks. */
  loseNextAnswerTo(what: string): void;
  close(): Promise<void>;
}

/** @param target the CRM's URL, http */
export async function startLosingProxy(target: string): Promise<LosingProxy> {
  const seen: string[] = [];
  const toLose: string[] = [];

  function pass(incoming: IncomingMessage, reply: ServerResponse): void {
    const { method, url = '/', headers } = incoming;
    const what = `${method} ${url}`;
    seen.push(what);
    const outgoing = request(new URL(url, target), { method, headers }, (answer) => {
      const lost = toLose.indexOf(what);
      if (lost === -1) {
        reply.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(reply);
      } else {
        toLose.splice(lost, 1);
        answer.resume().once('end', () => reply.destroy());
      }
    });
    outgoing.once('error', () => reply.destroy());
    incoming.pipe(outgoing);
  }

  const server = createServer(pass);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // It listens on a port, so that its address is one.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    loseNextAnswerTo: (what) => toLose.push(what),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
