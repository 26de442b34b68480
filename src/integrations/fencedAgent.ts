/** A connection that is first made and then asks the fence, so that nothing lies between the fence and the request's bytes. */
import { type ClientRequestArgs, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

/** Agents for one request, which is given up with `close`: what has not left by then never does. */
export interface FencedAgent {
  agent: HttpAgent;
  /** What the fence refused with: nothing was sent. */
  readonly refusal: { error: unknown } | undefined;
  /** False: nothing was sent, as no connection stands on which it could be. */
  readonly hasLeft: boolean;
  /** Waits for a fence that is being asked, so that its answer comes before ours. */
  close(): Promise<void>;
}

type Done = (error: Error | null, stream: Duplex) => void;

/**
 * A process that is stopped while it connects, and goes on minutes later, would else send what another has taken over meanwhile:
 * of a connection that comes to be the request's bytes are written at once.
 *
 * @param fence may the request leave? Asked when the connection stands; without it it just leaves
 */
export function createFencedAgent(url: string, fence: () => Promise<void> = async () => undefined): FencedAgent {
  const isPlain = url.startsWith('http:');
  const agent = isPlain ? new HttpAgent() : new HttpsAgent();
  const connect = agent.createConnection.bind(agent);
  let refusal: FencedAgent['refusal'];
  let connecting: Duplex | null | undefined;
  let asked: Promise<void> | undefined;
  let isClosed = false;
  let hasLeft = false;

  agent.createConnection = (options: ClientRequestArgs, done?: Done) => {
    const socket = connect(options);
    if (socket == null || done === undefined) return socket;
    connecting = socket;
    const fail = (error: Error) => done(error, socket);
    socket.once('error', fail);
    socket.once(isPlain ? 'connect' : 'secureConnect', () => {
      asked = fence()
        .catch((error: unknown) => {
          refusal = { error };
        })
        .then(() => {
          // As what goes wrong while connecting, it ends as an error of the socket.
          if (isClosed || refusal !== undefined) return void socket.destroy(new Error('not to be sent'));
          socket.off('error', fail);
          hasLeft = true;
          done(null, socket);
        });
    });
    // No socket yet: Node's agent waits for the callback then (https://nodejs.org/api/http.html#agentcreateconnectionoptions-callback).
    return undefined;
  };
  return {
    agent,
    get refusal() {
      return refusal;
    },
    get hasLeft() {
      return hasLeft;
    },
    async close() {
      isClosed = true;
      connecting?.destroy();
      agent.destroy();
      await asked;
    },
  };
}
