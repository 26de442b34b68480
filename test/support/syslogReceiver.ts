/** A syslog receiver over TCP or TLS that takes octet-counted messages (RFC 6587, section 3.4.1), as rsyslog and syslog-ng do. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

export interface SyslogReceiver {
  port: number;
  /** The messages that came whole, in order, over all connections. */
  messages: string[];
  close(): Promise<void>;
}

interface Options {
  /** The same one again, to come back at the same place. */
  port?: number;
  tls?: { key: string; cert: string };
  /** Closes the first so many connections with a reset as soon as something comes. */
  cut?: number;
}

export async function startSyslogReceiver({ port = 0, tls, cut = 0 }: Options = {}): Promise<SyslogReceiver> {
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  let toCut = cut;
  const take = (socket: Socket) => {
    sockets.add(socket);
    let left = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      if (toCut > 0) {
        toCut -= 1;
        socket.resetAndDestroy();
        return;
      }
      left = Buffer.concat([left, bytes]);
      for (let frame = firstOf(left); frame !== undefined; frame = firstOf(left)) {
        messages.push(frame.message);
        left = left.subarray(frame.length);
      }
    });
  };
  const server = tls === undefined ? createServer(take) : createTlsServer(tls, take);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    // A server that listens at a host and a port has such an address.
    port: (server.address() as AddressInfo).port,
    messages,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function firstOf(bytes: Buffer): { message: string; length: number } | undefined {
  const counted = /^([1-9]\d*) /.exec(bytes.subarray(0, 12).toString('latin1'));
  if (counted === null) return undefined;
  const [{ length: from }, digits] = [counted[0], counted[1]];
  const to = from + Number(digits);
  return bytes.length < to ? undefined : { message: bytes.subarray(from, to).toString('utf8'), length: to };
}
