/** Stands between the product and the outside world; passes everything on, at once, later, or not until it is opened again. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** How much of the traffic comes through, and when. Shared by all gates of one world. */
export interface Traffic {
  /** Nothing comes through any more, in either direction, until `release`. */
  hold(): void;
  release(): void;
  /** Each piece of what passes is this late; 0: at once. */
  delayBy(delayMs: () => number): void;
  /** Resolves when a piece may pass. */
  turn(): Promise<void>;
}

export function createTraffic(): Traffic {
  let held: Promise<void> | undefined;
  let letGo: () => void = () => undefined;
  let delayMs = () => 0;
  const release = () => {
    held = undefined;
    letGo();
  };
  return {
    hold() {
      release();
      held = new Promise((resolve) => {
        letGo = resolve;
      });
    },
    release,
    delayBy(how) {
      delayMs = how;
    },
    async turn() {
      await held;
      const lateMs = delayMs();
      if (lateMs > 0) await sleep(lateMs);
    },
  };
}

export interface Gate {
  /** The target's URL, through the gate. */
  url: string;
  close(): Promise<void>;
}

export async function startGate(target: string, traffic: Traffic): Promise<Gate> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    // Either end may break off: the other is told by the end of its connection.
    const broken = () => {
      near.destroy();
      far.destroy();
    };
    pipeline(near, passing(traffic), far).catch(broken);
    pipeline(far, passing(traffic), near).catch(broken);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // A TCP server that listens has an address of this shape.
  const own = server.address() as AddressInfo;
  const url = target.replace(`${hostname}:${port}`, `127.0.0.1:${own.port}`);
  return {
    url,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function passing(traffic: Traffic): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      void traffic.turn().then(() => done(null, chunk));
    },
  });
}
