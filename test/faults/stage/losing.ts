/**
 * Stands between the product and a server of any protocol, passes everything on, and loses some answers: what was asked is done,
 * and the connection breaks before anybody is told.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Told what passes, read as latin1, so that bytes are characters. */
export interface Protocol {
  /** Whether what a client sends has something done. */
  asks: (text: string) => boolean;
  /** Whether what a server sends says that it is done. */
  answers: (text: string) => boolean;
}

/** Outside a transaction: after a commit, or a statement by itself (postgresql.org/docs/current/protocol-message-formats.html). */
const READY_FOR_QUERY = 'Z\u0000\u0000\u0000\u0005I';

export const PROTOCOLS = {
  smtp: { asks: (text) => /(^|\n)\.\r\n$/.test(text), answers: (text) => /^2\d\d /.test(text) },
  imap: {
    asks: (text) => /^\S+ APPEND /m.test(text),
    answers: (text) => /^\S+ OK .*(APPENDUID|Append)/im.test(text),
  },
  slack: {
    asks: (text) => /^POST \/api\/chat\.(postMessage|update) /.test(text),
    answers: (text) => text.startsWith('HTTP/1.1 200'),
  },
  hubspot: {
    asks: (text) => /^POST \/crm\/\S+\/tasks /.test(text),
    answers: (text) => text.startsWith('HTTP/1.1 201'),
  },
  // Ready before anything was asked: a connection is opened with more than its first message.
  postgres: { asks: (text) => !/^[p\0]/.test(text), answers: (text) => text.endsWith(READY_FOR_QUERY) },
} as const satisfies Record<string, Protocol>;

export interface Losing {
  /** The target's URL, through this. */
  url: string;
  lost(): number;
  /** From now on everything comes through. */
  mend(): void;
  close(): Promise<void>;
}

/** @param lose asked of each answer that says that something was done */
export async function startLosing(target: string, { asks, answers }: Protocol, lose: () => boolean): Promise<Losing> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let lost = 0;
  let isMended = false;

  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    const end = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', end);
      socket.once('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    let isAsked = false;
    near.on('data', (chunk) => {
      if (asks(chunk.toString('latin1'))) isAsked = true;
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      const isDone = isAsked && answers(chunk.toString('latin1'));
      if (isDone) isAsked = false;
      if (isDone && !isMended && lose()) {
        lost += 1;
        return end();
      }
      near.write(chunk);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // A TCP server that listens has an address of this shape.
  const own = server.address() as AddressInfo;
  return {
    url: target.replace(`${hostname}:${port}`, `127.0.0.1:${own.port}`),
    lost: () => lost,
    mend: () => {
      isMended = true;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
